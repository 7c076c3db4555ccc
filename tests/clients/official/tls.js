// Over TLS, with the certificate checked as the SDK comes.
"use strict";

const { assert, login, query, result, sandbox, sdk, step, walk } = require("./steps");

walk(async () => {
    await step("signing in and reading over TLS", async () => {
        const session = await sdk.SessionProvider.factory(login());
        assert.strictEqual(session.endpointUrl, sandbox.endpoint);
        assert.match(session.endpointUrl, /^https:/);
        const found = await result(new sdk.OnlineClient(session), query("GLACCOUNT", ["ACCOUNTNO"]));
        assert.strictEqual(found.totalCount, 63);
    });
});
