// Signing in: by login and by session, at entities, and every way it is refused.
"use strict";

const { assert, control, login, query, refused, result, sandbox, sdk, signedIn, step, walk, where } =
    require("./steps");

const { OfflineClient, OnlineClient, RequestConfig, SessionProvider } = sdk;
const { ResponseException } = sdk.Exceptions;

const anything = () => query("GLJOURNAL", ["SYMBOL"]);
const signIn = (changed) => () => SessionProvider.factory(login(changed));

walk(async () => {
    let session;

    await step("a login gives a session with its user and company", async () => {
        session = await SessionProvider.factory(login());
        assert.ok(session.sessionId.length > 10);
        assert.strictEqual(session.companyId, sandbox.company);
        assert.strictEqual(session.userId, sandbox.user);
        assert.strictEqual(session.entityId, "");
    });
    await step("the session ends two hours after it began", async () => {
        const begun = Date.parse(session.sessionTimestamp);
        assert.strictEqual(Date.parse(session.sessionTimeout) - begun, 120 * 60 * 1000);
    });
    await step("the session's endpoint is the host that was called", async () => {
        assert.strictEqual(session.endpointUrl, sandbox.endpoint);
        assert.match(session.endpointUrl, /^http:\/\/sandbox\.intacct\.com:\d+\/ia\/xml\/xmlgw\.phtml$/);
    });
    await step("the SDK is its own: it leads nowhere but to intacct.com", async () => {
        const elsewhere = sandbox.endpoint.replace("sandbox.intacct.com", "127.0.0.1");
        await assert.rejects(async () => new sdk.Credentials.SenderCredentials(login({ endpointUrl: elsewhere })),
            /not a valid intacct.com domain name/);
    });
    await step("a function runs by session", async () => {
        const found = await result(new OnlineClient(session), anything());
        assert.strictEqual(found.totalCount, 5);
    });
    await step("a function runs by login, without a session", async () => {
        const response = await new OnlineClient(login()).execute(anything());
        assert.strictEqual(response.getResult().totalCount, 5);
        assert.strictEqual(response.authentication.userId, sandbox.user);
        assert.strictEqual(response.control.senderId, sandbox.sender_id);
    });
    await step("the control id of a request comes back", async () => {
        const config = new RequestConfig();
        config.controlId = "payroll BW03 & more";
        const response = await new OnlineClient(session).execute(anything(), config);
        assert.strictEqual(response.control.controlId, "payroll BW03 & more");
        assert.strictEqual(response.control.dtdVersion, "3.0");
        assert.strictEqual(response.control.uniqueId, "false");
    });
    await step("a login at an entity gives a session there", async () => {
        const client = await signedIn("E200");
        assert.strictEqual(client.config.entityId, "E200");
        const response = await client.execute(anything());
        assert.strictEqual(response.authentication.entityId, "E200");
    });
    await step("a session leads to one at an entity", async () => {
        const there = await SessionProvider.factory(login({ sessionId: session.sessionId, entityId: "E100" }));
        assert.strictEqual(there.entityId, "E100");
        assert.notStrictEqual(there.sessionId, session.sessionId);
    });
    await step("a session at an entity leads back to the top level", async () => {
        const there = await SessionProvider.factory(login({ entityId: "E100" }));
        const top = await SessionProvider.factory(login({ sessionId: there.sessionId, entityId: "" }));
        assert.strictEqual(top.entityId, "");
    });
    await step("a restricted user is at their entity and sees that one only", async () => {
        const bound = login({ userId: "payroll_e100", userPassword: "p&w<ontario>#1" });
        const client = new OnlineClient(await SessionProvider.factory(bound));
        assert.strictEqual(client.config.entityId, "E100");
        await refused(ResponseException, "Get API Session Failed", () =>
            SessionProvider.factory(login({ sessionId: client.config.sessionId, entityId: "E200" })));
    });
    await step("a wrong password", () => refused(ResponseException,
        ["Response authentication status failure", "XL03000006", "Sign-in information is incorrect"],
        signIn({ userPassword: "p&w<wrong>" })));
    await step("an unknown user", () => refused(ResponseException, "Sign-in information is incorrect",
        signIn({ userId: "nobody" })));
    await step("an unknown company", () => refused(ResponseException,
        ["Response control status failure", "GW-0011", "Invalid Request"], signIn({ companyId: "NOBODY-INC" })));
    await step("a user who left", () => refused(ResponseException, "Response authentication status failure",
        signIn({ userId: "payroll_left", userPassword: "p&w<left>#1" })));
    await step("an entity that does not exist", () => refused(ResponseException,
        "Response authentication status failure", signIn({ entityId: "E999" })));
    await step("a wrong sender password", () => refused(ResponseException,
        ["Response control status failure", "XL03000006", "Incorrect Intacct XML Partner ID or password."],
        signIn({ senderPassword: "wrong" })));
    await step("a sender the company has not authorized", () => refused(ResponseException,
        "Invalid Web Services Authorization",
        signIn({ senderId: "stranger_sender", senderPassword: "sender#2&<no>" })));
    await step("a session that never was", () => refused(ResponseException, ["XL03000006", "Invalid session"],
        () => new OnlineClient(login({ sessionId: "never-was..", })).execute(anything())));
    await step("a policy the company does not have", async () => {
        const config = new RequestConfig();
        config.policyId = "nightly";
        await refused(ResponseException, "not a valid transport policy",
            () => new OfflineClient(login()).execute(anything(), config));
    });
    await step("every call puts the end of the session off", async () => {
        await control("advance_clock", { seconds: 119 * 60 });
        const response = await new OnlineClient(session).execute(anything());
        const end = Date.parse(response.authentication.sessionTimeout);
        assert.ok(end > Date.parse(session.sessionTimeout));
        await control("advance_clock", { seconds: 119 * 60 });
        assert.strictEqual((await result(new OnlineClient(session), anything())).totalCount, 5);
    });
    await step("an expired session, and signing in again", async () => {
        await control("advance_clock", { seconds: 121 * 60 });
        const client = new OnlineClient(session);
        await refused(ResponseException, ["XL03000006", "Invalid session"], () => client.execute(anything()));
        const again = new OnlineClient(await SessionProvider.factory(login()));
        const found = await result(again, query("GLJOURNAL", ["TITLE"], where("SYMBOL").equalTo("PYRJ")));
        assert.strictEqual(found.data[0].TITLE, "Payroll Journal");
    });
});
