// Timesheets: created, replaced, submitted, approved, declined and deleted.
"use strict";

const { assert, make, query, refused, result, sandbox, sdk, signedIn, step, walk, where } = require("./steps");

const { Common, Projects } = sdk.Functions;
const { ResultException } = sdk.Exceptions;

const hours = (day, quantity, more = {}) => make(Projects.TimesheetEntryCreate, { entryDate: new Date(2026, 2, day),
    quantity, timeTypeName: "102", locationId: "E100", departmentId: "200", ...more });

walk(async () => {
    const client = await signedIn();
    const run = (type, fields) => result(client, make(type, fields));
    const week = { employeeId: "E1002", beginDate: new Date(2026, 2, 2) };
    const sheets = (fields, filter) => result(client, query("TIMESHEET", fields, filter));
    const entries = async (number, ...fields) => (await result(client,
        query("TIMESHEETENTRY", ["RECORDNO", ...fields], where("TIMESHEETKEY").equalTo(number))
            .assignOrderBy(new Common.NewQuery.QueryOrderBy.OrderBuilder().addAscending("LINENO").orders))).data;
    let number;

    await step("a draft with two entries", async () => {
        const task = (await result(client, query("TASK", ["RECORDNO"], new Common.NewQuery.QueryFilter.AndOperator([
            where("PROJECTID").equalTo("P200"), where("TASKID").equalTo("03-300")])))).data[0].RECORDNO;
        const made = await run(Projects.TimesheetCreate, { ...week, description: "Week 10", action: "Draft", entries: [
            hours(2, 7.25, { projectId: "P200", taskRecordNo: Number(task), notes: "pipes", billable: true }),
            hours(3, 8, { timeTypeName: "103", overrideLaborCostRate: 41.5 })] });
        number = made.data[0].RECORDNO;
        const sheet = (await sheets(["STATE", "ENDDATE", "EMPLOYEEID", "DESCRIPTION"],
            where("RECORDNO").equalTo(number))).data[0];
        assert.deepStrictEqual(sheet, { STATE: "Draft", ENDDATE: "03/08/2026", EMPLOYEEID: "E1002",
            DESCRIPTION: "Week 10" });
    });
    await step("its entries as they were sent", async () => {
        const [first, second] = await entries(number, "QTY", "TASKID", "TIMETYPE", "BILLABLE", "EXTCOSTRATE");
        assert.deepStrictEqual([first.QTY, first.TASKID, first.TIMETYPE, first.BILLABLE],
            ["7.25", "03-300", "102", "true"]);
        assert.deepStrictEqual([second.QTY, second.TASKID, second.TIMETYPE, second.EXTCOSTRATE],
            ["8", "", "103", "41.5"]);
    });
    await step("a second sheet for that week", () => refused(ResultException, ["BL34000061", "already exists"],
        () => run(Projects.TimesheetCreate, { ...week, entries: [hours(4, 1)] })));
    await step("an update replaces all entries", async () => {
        await run(Projects.TimesheetUpdate, { recordNo: number, ...week, action: "Draft",
            entries: [hours(4, 6), hours(5, 6.5), hours(6, 4)] });
        assert.deepStrictEqual((await entries(number, "QTY")).map((one) => one.QTY), ["6", "6.5", "4"]);
    });
    await step("a draft is not approved", async () => {
        const keys = (await entries(number)).map((one) => one.RECORDNO);
        await refused(ResultException, "only submitted entries can be approved",
            () => run(Projects.TimesheetApprove, { recordNo: number, lineRecordNo: keys }));
    });
    await step("submitted by an update", async () => {
        await run(Projects.TimesheetUpdate, { recordNo: number, ...week, action: "Submitted",
            entries: [hours(4, 6), hours(5, 6.5)] });
        assert.strictEqual((await sheets(["STATE"], where("RECORDNO").equalTo(number))).data[0].STATE, "Submitted");
    });
    await step("one entry is approved, the other declined", async () => {
        const [first, second] = (await entries(number)).map((one) => one.RECORDNO);
        await run(Projects.TimesheetApprove, { recordNo: number, lineRecordNo: [first], approvedBy: sandbox.user,
            comment: "fine" });
        await run(Projects.TimesheetDecline, { recordNo: number, lineRecordNo: [second], declinedBy: sandbox.user,
            comment: "too long" });
        assert.deepStrictEqual((await entries(number, "STATE")).map((one) => one.STATE), ["Approved", "Declined"]);
        const sheet = (await sheets(["STATE"], where("RECORDNO").equalTo(number))).data[0];
        assert.strictEqual(sheet.STATE, "Partially Approved");
    });
    await step("who approved what", async () => {
        const found = (await result(client, query("TIMESHEETAPPROVAL", ["STATE", "APPROVEDBY", "COMMENTS"]))).data;
        const said = found.map((one) => `${one.STATE} ${one.APPROVEDBY} ${one.COMMENTS}`).sort();
        assert.deepStrictEqual(said, ["Approved payroll_ws fine", "Declined payroll_ws too long"]);
    });
    await step("an approved sheet is neither changed nor deleted", async () => {
        await refused(ResultException, "cannot be changed", () => run(Projects.TimesheetUpdate,
            { recordNo: number, ...week, entries: [hours(4, 1)] }));
        await refused(ResultException, "cannot be deleted", () => run(Projects.TimesheetDelete, { recordNo: number }));
    });
    await step("a draft is deleted with its entries", async () => {
        const made = (await run(Projects.TimesheetCreate, { employeeId: "E1003", beginDate: new Date(2026, 2, 2),
            entries: [hours(2, 3)] })).data[0].RECORDNO;
        await run(Projects.TimesheetDelete, { recordNo: Number(made) });
        assert.strictEqual((await sheets(["RECORDNO"], where("RECORDNO").equalTo(made))).totalCount, 0);
        assert.deepStrictEqual(await entries(made), []);
    });
    await step("a day outside the week", () => refused(ResultException, "03/10/2026", () => run(
        Projects.TimesheetCreate, { employeeId: "E1003", beginDate: new Date(2026, 2, 2), entries: [hours(10, 3)] })));
    await step("a time type that is not in use any more", () => refused(ResultException, "199", () => run(
        Projects.TimesheetCreate, { employeeId: "E1003", beginDate: new Date(2026, 2, 2),
            entries: [hours(2, 3, { timeTypeName: "199" })] })));
});
