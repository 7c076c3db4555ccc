// One walk: steps in order, each with what it found wrong; printed as JSON when the walk is over.
"use strict";

const assert = require("assert");
const sdk = require("@intacct/intacct-sdk");

const sandbox = JSON.parse(process.env.SANDBOX);
const walked = [];

/** Do one step; a failed one is noted and the walk goes on. */
async function step(name, act) {
    try {
        await act();
        walked.push({ name });
    } catch (error) {
        walked.push({ name, problem: error.stack });
    }
}

/** Take a walk and print its steps. */
function walk(steps) {
    steps().catch((error) => walked.push({ name: "the walk", problem: error.stack }))
        .then(() => console.log(JSON.stringify(walked)));
}

/** The settings of a login, some of them changed. */
function login(changed = {}) {
    return Object.assign(new sdk.ClientConfig(), {
        endpointUrl: sandbox.endpoint,
        senderId: sandbox.sender_id,
        senderPassword: sandbox.sender_password,
        companyId: sandbox.company,
        userId: sandbox.user,
        userPassword: sandbox.password,
    }, changed);
}

/** A client with a session of its own, at the top level or at an entity. */
async function signedIn(entityId) {
    return new sdk.OnlineClient(await sdk.SessionProvider.factory(login(entityId ? { entityId } : {})));
}

/** How a request runs: within a transaction, with control ids that count once. */
function request(changed) {
    return Object.assign(new sdk.RequestConfig(), changed);
}

/** An instance of one of the SDK's functions or lines with its fields set. */
function make(type, fields = {}) {
    return Object.assign(new type(), fields);
}

/** The result of one function that succeeds. */
async function result(client, apiFunction, config) {
    return (await client.execute(apiFunction, config)).getResult();
}

/** Expect the SDK to throw its own exception of that class with these words. */
async function refused(exception, words, act) {
    await assert.rejects(act, (error) => {
        assert.ok(error instanceof exception, `${error.constructor.name}: ${error.message}`);
        const message = error.message.replaceAll("&#039;", "'"); // the gateway's texts are HTML, which the SDK leaves
        for (const word of [].concat(words)) {
            assert.ok(message.includes(word), `no "${word}" in: ${message}`);
        }
        return true;
    });
}

/** A filter on a field, to be given its operator. */
const where = (field) => new sdk.Functions.Common.NewQuery.QueryFilter.Filter(field);

/** A query of an object: its fields, and what else is set on it. */
function query(object, fields, filter) {
    const { Query, QuerySelect } = sdk.Functions.Common.NewQuery;
    const selected = new QuerySelect.SelectBuilder().addFields(fields).selects;
    const asked = new Query().assignFromObject(object).assignSelectFields(selected);
    return filter ? asked.assignFilter(filter) : asked;
}

/** Turn the sandbox's control: its clock, its settings. */
async function control(verb, asked) {
    const address = sandbox.endpoint.replace("sandbox.intacct.com", "127.0.0.1").replace(/\/ia\/.*/, "/control");
    const answer = await fetch(address, {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify({ verb, ...asked }),
    });
    assert.strictEqual(answer.status, 200, await answer.text());
}

module.exports = { assert, control, login, make, query, refused, request, result, sandbox, sdk, signedIn, step, walk,
    where };
