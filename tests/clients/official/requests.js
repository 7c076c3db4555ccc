// Several functions in one request, with and without a transaction; control ids that count once; permissions.
"use strict";

const { assert, control, login, make, query, refused, request, result, sdk, signedIn, step, walk, where } = require("./steps");

const { ApiSessionCreate, Company } = sdk.Functions;
const { ResponseException, ResultException } = sdk.Exceptions;

const kind = (classId, more = {}) => make(Company.ClassCreate, { classId, className: `Class ${classId}`, ...more });

walk(async () => {
    const client = await signedIn();
    const kinds = async (...ids) => (await result(client, query("CLASS", ["CLASSID"], where("CLASSID").in(ids))))
        .data.map((row) => row.CLASSID).sort();

    await step("several reads in one request, each with its own result", async () => {
        const asked = [query("GLJOURNAL", ["SYMBOL"]), query("DEPARTMENT", ["TITLE"])];
        asked[0].controlId = "journals";
        asked[1].controlId = "departments";
        const response = await client.executeBatch(asked);
        assert.deepStrictEqual(response.results.map((one) => [one.controlId, one.functionName, one.totalCount]),
            [["journals", "query", 5], ["departments", "query", 5]]);
    });
    await step("without a transaction the good ones stay", async () => {
        const response = await client.executeBatch([kind("A1"), kind("UNION"), kind("A2")]);
        assert.deepStrictEqual(response.results.map((one) => one.status), ["success", "failure", "success"]);
        assert.ok(response.getResult(1).errors[0].includes("BL34000061"));
        assert.deepStrictEqual(await kinds("A1", "A2"), ["A1", "A2"]);
    });
    await step("in a transaction one failure takes all back", async () => {
        await refused(ResultException, ["Result status: failure", "BL34000061"], () =>
            client.executeBatch([kind("B1"), kind("UNION"), kind("B2")], request({ transaction: true })));
        assert.deepStrictEqual(await kinds("B1", "B2"), []);
    });
    await step("in a transaction the innocent result is aborted", async () => {
        const config = request({ transaction: true });
        const response = await client.executeOnlineRequest([kind("B1"), kind("UNION")], config);
        assert.deepStrictEqual(response.results.map((one) => one.status), ["aborted", "failure"]);
        assert.ok(response.getResult(0).errors[0].includes("XL03000009"));
        assert.throws(() => response.getResult(0).ensureStatusSuccess(), ResultException);
        response.getResult(0).ensureStatusNotFailure();
    });
    await step("a transaction of good functions is kept", async () => {
        const response = await client.executeBatch([kind("C1"), kind("C2")], request({ transaction: true }));
        assert.deepStrictEqual(response.results.map((one) => one.status), ["success", "success"]);
        assert.deepStrictEqual(await kinds("C1", "C2"), ["C1", "C2"]);
    });
    await step("a control id counts once when it is to be unique", async () => {
        const once = () => make(Company.ClassCreate, { classId: "D1", className: "Once", controlId: "class-D1" });
        await client.execute(once(), request({ uniqueId: true }));
        await client.execute(make(Company.ClassDelete, { classId: "D1" }));
        await refused(ResultException, ["XL03000006", "control ID class-D1"],
            () => client.execute(once(), request({ uniqueId: true })));
        assert.deepStrictEqual(await kinds("D1"), []);
    });
    await step("without that it may come again", async () => {
        const again = () => make(Company.ClassCreate, { classId: "D1", className: "Again", controlId: "class-D1" });
        await client.execute(again());
        assert.deepStrictEqual(await kinds("D1"), ["D1"]);
    });
    await step("getAPISession as a function among the SDK's own", async () => {
        const found = await result(client, make(ApiSessionCreate, { entityId: "E100" }));
        assert.strictEqual(found.data[0].locationid, "E100");
    });
    await step("a server error before anything was done is tried again", async () => {
        await control("faults", { faults: [{ kind: "error_500_before", on: "create CLASS" }] });
        await client.execute(kind("E1"));
        assert.deepStrictEqual(await kinds("E1"), ["E1"]);
    });
    await step("a lost answer is tried again, and a unique control id keeps it from happening twice", async () => {
        await control("faults", { faults: [{ kind: "error_500_after", on: "create DEPARTMENT" }] });
        const once = make(Company.DepartmentCreate,
            { departmentId: "510", departmentName: "Survey", controlId: "department-510" });
        await refused(ResultException, "control ID department-510 has already been executed",
            () => client.execute(once, request({ uniqueId: true })));
        assert.strictEqual((await result(client, query("DEPARTMENT", ["TITLE"],
            where("TITLE").equalTo("Survey")))).totalCount, 1);
    });
    await step("a request that ran out of time is not tried again", async () => {
        await control("faults", { faults: [{ kind: "gone_524", on: "create CLASS" }] });
        await assert.rejects(() => client.execute(kind("F1")), (error) => error.constructor.name === "FetchError");
        assert.deepStrictEqual(await kinds("F1"), ["F1"]);
    });
    await step("too many requests", async () => {
        await control("faults", { faults: [{ kind: "throttled", on: "query CLASS" }] });
        await refused(ResponseException, ["Response control status failure", "GW-0010"], () => kinds("F1"));
        assert.deepStrictEqual(await kinds("F1"), ["F1"]);
    });
    await step("a user without permission", async () => {
        const barred = new sdk.OnlineClient(login({ userId: "payroll_nogl", userPassword: "p&w<nogl>#1" }));
        await refused(ResultException, ["PL04000005", "You do not have permission for API operation"],
            () => barred.execute(query("GLBATCH", ["RECORDNO"])));
    });
    await step("a request without a function", () => refused(ResponseException, "XL03000003",
        () => client.executeBatch([])));
});
