// Reading: queries with every filter, aggregates and pages; the older reads; what an object consists of.
"use strict";

const { assert, make, query, refused, result, sdk, signedIn, step, walk, where } = require("./steps");

const { Common, PlatformServices } = sdk.Functions;
const { AndOperator, OrOperator } = Common.NewQuery.QueryFilter;
const { SelectBuilder } = Common.NewQuery.QuerySelect;
const { OrderBuilder } = Common.NewQuery.QueryOrderBy;
const { Comparison, Logical } = Common.Query;
const { ResponseException, ResultException } = sdk.Exceptions;

walk(async () => {
    const client = await signedIn();
    const by = (...fields) => fields.reduce((order, field) => order.addAscending(field), new OrderBuilder()).orders;
    const rows = async (asked) => (await result(client, asked)).data;
    const accounts = async (filter) => (await rows(query("GLACCOUNT", ["ACCOUNTNO"], filter)
        .assignOrderBy(by("ACCOUNTNO")).assignPageSize(2000))).map((row) => row.ACCOUNTNO);

    await step("all accounts, with the counts of the list", async () => {
        const found = await result(client, query("GLACCOUNT", ["RECORDNO", "ACCOUNTNO", "TITLE"]));
        assert.deepStrictEqual([found.listType, found.totalCount, found.count, found.numRemaining],
            ["GLACCOUNT", 63, 63, 0]);
        assert.deepStrictEqual(found.data.filter((row) => row.ACCOUNTNO === "6010").map((row) => row.TITLE),
            ["Salaries"]);
    });
    await step("equal to", async () => assert.deepStrictEqual(await accounts(where("TITLE").equalTo("Salaries")),
        ["6010"]));
    await step("not equal to", async () => assert.deepStrictEqual(
        await accounts(where("ALTERNATIVEACCOUNT").notEqualTo("None")), ["1100", "2000"]));
    await step("greater and less", async () => {
        const from = where("ACCOUNTNO").greaterThanOrEqualTo("2310");
        assert.deepStrictEqual(await accounts(new AndOperator([from, where("ACCOUNTNO").lessThan("2330")])),
            ["2310", "2320"]);
        const above = where("ACCOUNTNO").greaterThan("2310");
        assert.deepStrictEqual(await accounts(new AndOperator([above, where("ACCOUNTNO").lessThanOrEqualTo("2330")])),
            ["2320", "2330"]);
    });
    await step("between, both ends included", async () => assert.deepStrictEqual(
        await accounts(where("ACCOUNTNO").between("6110", "6130")), ["6110", "6120", "6130"]));
    await step("in", async () => assert.deepStrictEqual(
        await accounts(where("ACCOUNTNO").in(["6010", "9999", "2100"])), ["2100", "6010"]));
    await step("not in", async () => {
        const two = new AndOperator([where("ACCOUNTNO").like("60%"), where("ACCOUNTNO").notIn(["6000", "6010"])]);
        assert.deepStrictEqual(await accounts(two), ["6020", "6025", "6030", "6040"]);
    });
    await step("like and not like", async () => {
        const both = new AndOperator([where("TITLE").like("%bank%"), where("TITLE").notLike("Operating%")]);
        assert.deepStrictEqual(await accounts(both), ["1010"]);
    });
    await step("null and not null", async () => {
        const heads = await rows(query("LOCATION", ["LOCATIONID"], where("PARENTID").isNull())
            .assignOrderBy(by("LOCATIONID")));
        assert.deepStrictEqual(heads.map((row) => row.LOCATIONID), ["E100", "E200"]);
        const under = await result(client, query("LOCATION", ["LOCATIONID"], where("PARENTID").isNotNull()));
        assert.strictEqual(under.totalCount, 2);
    });
    await step("or within and", async () => {
        const either = new OrOperator([where("ACCOUNTNO").equalTo("6000"), where("TITLE").like("Salar%")]);
        assert.deepStrictEqual(await accounts(new AndOperator([either, where("STATUS").equalTo("active")])), ["6010"]);
    });
    await step("without regard to case", async () => {
        const asked = () => query("GLACCOUNT", ["ACCOUNTNO"], where("TITLE").equalTo("SALARIES"));
        assert.strictEqual((await result(client, asked())).totalCount, 0);
        assert.strictEqual((await result(client, asked().assignCaseInsensitive(true))).data[0].ACCOUNTNO, "6010");
    });
    await step("nothing found is a list of none", async () => {
        const found = await result(client, query("GLBATCH", ["RECORDNO"], where("STATE").equalTo("Posted")));
        assert.deepStrictEqual([found.totalCount, found.count, found.data.length], [0, 0, 0]);
    });
    await step("order by two fields, one of them downwards", async () => {
        const order = new OrderBuilder().addDescending("PROJECTID").addAscending("TASKID").orders;
        const found = await rows(query("TASK", ["PROJECTID", "TASKID"]).assignOrderBy(order));
        assert.deepStrictEqual(found.map((row) => `${row.PROJECTID} ${row.TASKID}`),
            ["P200 01-100", "P200 02-200", "P200 03-300", "P100 01-100", "P100 02-200"]);
    });
    await step("pages by offset", async () => {
        const seen = [];
        for (let offset = 0, remaining = 1; remaining > 0; offset += 25) {
            const found = await result(client, query("GLACCOUNT", ["ACCOUNTNO"]).assignOrderBy(by("RECORDNO"))
                .assignPageSize(25).assignOffset(offset));
            remaining = found.numRemaining;
            seen.push(found.count);
            assert.strictEqual(found.totalCount, 63);
        }
        assert.deepStrictEqual(seen, [25, 25, 13]);
    });
    await step("fields of other objects over paths", async () => {
        const fields = ["PROJECTID", "CUSTOMER.NAME", "LOCATION.ENTITY"];
        const [found] = await rows(query("PROJECT", fields, where("CUSTOMER.NAME").equalTo("Regional Water Board")));
        assert.deepStrictEqual([found.PROJECTID, found["CUSTOMER.NAME"], found["LOCATION.ENTITY"]],
            ["P200", "Regional Water Board", "E100"]);
    });
    await step("names beyond ASCII", async () => {
        const [found] = await rows(query("EMPLOYEE", ["EMPLOYEEID", "CONTACT.LASTNAME"],
            where("CONTACT.LASTNAME").equalTo("Żak")));
        assert.deepStrictEqual([found.EMPLOYEEID, found["CONTACT.LASTNAME"]], ["E1005", "Żak"]);
    });
    await step("count, grouped", async () => {
        const chosen = new SelectBuilder().addField("STATUS").addCount("ACCOUNTNO").selects;
        const found = await rows(query("GLACCOUNT", ["STATUS"]).assignSelectFields(chosen));
        const counts = Object.fromEntries(found.map((row) => [row.STATUS, row["COUNT.ACCOUNTNO"]]));
        assert.deepStrictEqual(counts, { active: "62", inactive: "1" });
    });
    await step("sum, least, most and mean of hours", async () => {
        const chosen = new SelectBuilder().addField("TIMESHEET.EMPLOYEEID").addSum("QTY").addMinimum("QTY")
            .addMaximum("QTY").addAverage("QTY").selects;
        const filter = new AndOperator([where("STATE").equalTo("Approved"),
            where("TIMESHEET.EMPLOYEEID").equalTo("E1002")]);
        const [found] = await rows(query("TIMESHEETENTRY", ["STATE"], filter).assignSelectFields(chosen));
        assert.deepStrictEqual([found["SUM.QTY"], found["MIN.QTY"], found["MAX.QTY"]], ["82.5", "2.5", "8"]);
        assert.strictEqual(Number(found["AVG.QTY"]), 7.5);
    });
    await step("entries of a period", async () => {
        const found = await result(client, query("TIMESHEETENTRY", ["RECORDNO", "ENTRYDATE"],
            where("ENTRYDATE").between("02/12/2026", "02/13/2026")));
        assert.strictEqual(found.totalCount, 6);
    });
    await step("readByQuery with the SDK's conditions", async () => {
        const condition = make(Logical.AndCondition, { conditions: [
            make(Comparison.EqualTo.EqualToString, { field: "STATUS", value: "T" }),
            make(Comparison.Like.LikeString, { field: "ACCOUNTNO", value: "61%" }),
        ] });
        const found = await result(client, make(Common.ReadByQuery,
            { objectName: "GLACCOUNT", fields: ["ACCOUNTNO", "TITLE"], query: condition }));
        assert.deepStrictEqual([found.listType, found.totalCount], ["glaccount", 8]);
        assert.deepStrictEqual(found.data.map((row) => row.ACCOUNTNO).sort()[0], "6110");
    });
    await step("an apostrophe within a condition", async () => {
        const name = make(Comparison.EqualTo.EqualToString, { field: "LASTNAME", value: "O'Neil" });
        const found = await rows(make(Common.ReadByQuery, { objectName: "CONTACT", query: name }));
        assert.strictEqual(found[0].CONTACTNAME, "O'Neil, Grace");
    });
    await step("readMore until nothing remains", async () => {
        let page = await result(client, make(Common.ReadByQuery, { objectName: "GLACCOUNT", pageSize: 30 }));
        const seen = page.data.map((row) => row.ACCOUNTNO);
        while (page.numRemaining > 0) {
            page = await result(client, make(Common.ReadMore, { resultId: page.resultId }));
            seen.push(...page.data.map((row) => row.ACCOUNTNO));
        }
        assert.deepStrictEqual([seen.length, new Set(seen).size], [63, 63]);
    });
    await step("read by record number and by name", async () => {
        const [named] = await rows(make(Common.ReadByName, { objectName: "EMPLOYEE", names: ["E1003"] }));
        assert.strictEqual(named.PERSONALINFO.CONTACTNAME, "Nair, Priya");
        const [read] = await rows(make(Common.Read,
            { objectName: "EMPLOYEE", keys: [named.RECORDNO], fields: ["EMPLOYEEID", "TITLE"] }));
        assert.deepStrictEqual([read.EMPLOYEEID, read.TITLE], ["E1003", "Equipment operator"]);
    });
    await step("lookup", async () => {
        const [type] = await rows(make(Common.Lookup, { objectName: "GLBATCH" }));
        const state = type.Fields.Field.find((field) => field.ID === "STATE");
        assert.deepStrictEqual(state.VALIDVALUES.VALIDVALUE.slice(0, 2), ["Draft", "Submitted"]);
        assert.strictEqual(type.Relationships.Relationship.OBJECTPATH, "JOURNAL");
    });
    await step("inspect one object and the names of all", async () => {
        const [type] = await rows(make(Common.Inspect, { objectName: "DEPARTMENT" }));
        assert.ok(type.Fields.Field.includes("DEPARTMENTID"));
        const names = (await rows(make(Common.Inspect))).map((name) => name.$.typename);
        assert.ok(names.includes("GLBATCH") && names.includes("TIMESHEETENTRY"));
    });
    await step("get_list", async () => {
        const found = await result(client, make(Common.GetList.GetList, { object: "department" }));
        assert.deepStrictEqual([found.totalCount, found.data.length], [5, 5]);
        assert.strictEqual(found.data[0].departmentid, "100");
    });
    await step("dimensions and how they are related", async () => {
        const [found] = await rows(new PlatformServices.DimensionsGet());
        const names = found.dimension.map((dimension) => dimension.objectName);
        assert.ok(names.includes("DEPARTMENT") && names.includes("PROJECT"), names);
        await result(client, new PlatformServices.DimensionRelationshipsGet());
    });
    await step("a field that does not exist", () => refused(ResultException, ["Result status: failure", "NOSUCHFIELD"],
        () => client.execute(query("GLACCOUNT", ["ACCOUNTNO", "NOSUCHFIELD"]))));
    await step("an object that does not exist", () => refused(ResultException, "NOSUCHOBJECT",
        () => client.execute(query("NOSUCHOBJECT", ["RECORDNO"]))));
    await step("a page larger than there is", () => refused(ResponseException, ["XL03000003", "pagesize"],
        () => client.execute(query("GLACCOUNT", ["ACCOUNTNO"]).assignPageSize(2001))));
});
