/** A path at which no server has a page: whoever asks there without a WebSocket is answered with 426, by other RWCI servers too. */
export const NO_PAGE = '/chat';
