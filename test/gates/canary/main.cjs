// What nobody should write: ten faults, a rule each. The gate fails unless Electronegativity finds them all.
const electron = require('electron');

class Window {
  // A private field: Electronegativity leaves out a file that it cannot read, and this it cannot.
  #window;

  open(address, script) {
    electron.app.commandLine.appendSwitch('disable-web-security');
    this.#window = new electron.BrowserWindow({
      webPreferences: {
        contextIsolation: false,
        sandbox: false,
        webSecurity: false,
        allowRunningInsecureContent: true,
      },
    });
    // Beside a `sandbox` of any kind the scanner does not look for it.
    this.other = new electron.BrowserWindow({ webPreferences: { nodeIntegration: true } });
    this.#window.loadURL('http://example.com/');
    this.#window.webContents.executeJavaScript(script);
    void electron.shell.openExternal(address);
  }
}

electron.app.on('certificate-error', (event, _contents, _url, _error, _certificate, callback) => {
  event.preventDefault();
  callback(true);
});

module.exports = { Window };
