// Leads every connection of a program to a recorder; node loads this before the program.
// Only the address that a socket connects to is changed: TLS, headers and bodies are real.
"use strict";
const net = require("node:net");

const ports = JSON.parse(process.env.RECORDERS);
const own = new Set(Object.values(ports));
const connect = net.Socket.prototype.connect;

net.Socket.prototype.connect = function (...given) {
  // net.connect and tls.connect hand over their arguments normalised: [[options, callback]]
  const normal = Array.isArray(given[0]) ? given[0] : given;
  const options = normal[0];
  if (options && typeof options === "object" && options.port && !own.has(Number(options.port))) {
    const port = ports[options.host] ?? ports["*"];
    normal[0] = { ...options, host: "127.0.0.1", port };
  }
  return connect.apply(this, given);
};
