/** Around the conversation: rail, sidebar, members, header, switcher, shortcuts, menus of conversations, people and servers. */
export const room = {};
