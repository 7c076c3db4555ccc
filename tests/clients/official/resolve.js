// Names under intacct.com are this machine: the SDK accepts no other names, and no other address is wanted here.
"use strict";

const dns = require("dns");

const resolve = dns.lookup;

dns.lookup = (name, options, answer) => {
    const here = name.endsWith(".intacct.com") ? "127.0.0.1" : name;
    return resolve(here, options, answer);
};
