// Timesheets that somebody else exported, read back: each once, approved, with its hours, dimensions and cost.
"use strict";

const { assert, query, result, signedIn, step, walk, where } = require("./steps");

const expected = JSON.parse(process.env.SHEETS);
const FIELDS = ["ENTRYDATE", "QTY", "TIMETYPE", "BILLABLE", "NOTES", "LOCATIONID", "DEPARTMENTID", "PROJECTID", "TASKID",
    "EXTAMOUNT", "EXTEMPLOYERTAXES"];

walk(async () => {
    const client = await signedIn();
    for (const sheet of expected) {
        await step(sheet.key, async () => {
            const found = (await result(client, query("TIMESHEET",
                ["RECORDNO", "STATE", "EMPLOYEEID", "BEGINDATE", "GLPOSTDATE"],
                where("DESCRIPTION").like(`${sheet.key}%`)))).data;
            assert.strictEqual(found.length, 1);
            const { RECORDNO, ...head } = found[0];
            assert.deepStrictEqual(head, { STATE: "Approved", EMPLOYEEID: sheet.employee, BEGINDATE: sheet.begin,
                GLPOSTDATE: sheet.post });
            const entries = (await result(client, query("TIMESHEETENTRY", FIELDS,
                where("TIMESHEETKEY").equalTo(RECORDNO)))).data;
            const plain = (one) => FIELDS.map((field) => one[field]).join("|");
            assert.deepStrictEqual(entries.map(plain).sort(), sheet.entries.map((one) => one.join("|")).sort());
        });
    }
});
