// Journal entries: drafts, posted and statistical ones with their attachments, and what is refused.
"use strict";

const fs = require("fs");
const os = require("os");
const path = require("path");
const { assert, make, query, refused, request, result, sdk, signedIn, step, walk, where } = require("./steps");

const { Common, Company, GeneralLedger } = sdk.Functions;
const { JournalEntryCreate, JournalEntryDelete, JournalEntryLineCreate, StatisticalJournalEntryCreate,
    StatisticalJournalEntryLineCreate } = GeneralLedger;
const { ResultException } = sdk.Exceptions;

const line = (glAccountNumber, transactionAmount, more = {}) =>
    make(JournalEntryLineCreate, { glAccountNumber, transactionAmount, locationId: "E100", ...more });

const balanced = () => [line("6010", 100.1), line("2100", -100.1)];

const entry = (lines, more = {}) => make(JournalEntryCreate, { journalSymbol: "PYRJ",
    postingDate: new Date(2026, 1, 13), description: "Payroll BW03", referenceNumber: "BW03", action: "Draft",
    lines, ...more });

walk(async () => {
    const client = await signedIn();
    const run = (apiFunction, config) => result(client, apiFunction, config);
    const created = async (apiFunction, config) => (await run(apiFunction, config)).data[0].RECORDNO;
    const found = async (object, fields, filter) => (await result(client, query(object, fields, filter))).data;
    const journals = async () => (await run(query("GLBATCH", ["RECORDNO"]))).totalCount;
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), "walk-"));
    let draft;

    await step("an attachment in a folder, from a file", async () => {
        const file = new Company.AttachmentFile();
        fs.writeFileSync(path.join(folder, "register.csv"), "employee,net\nE1001,1 234.50 $ é\n");
        file.filePath = path.join(folder, "register.csv");
        await run(make(Company.AttachmentsFolderCreate, { folderName: "Payroll", description: "Registers" }));
        const made = await run(make(Company.AttachmentsCreate, { attachmentsId: "PR-BW03",
            attachmentsName: "Payroll register", attachmentFolderName: "Payroll", files: [file] }));
        assert.match(made.key, /^\d+$/);
        const [listed] = (await run(make(Common.GetList.GetList, { object: "supdoc" }))).data;
        const { attachmentname, attachmenttype, attachmentdata } = listed.attachments.attachment;
        assert.deepStrictEqual([attachmentname, attachmenttype], ["register", "csv"]);
        assert.strictEqual(Buffer.from(attachmentdata, "base64").toString(), "employee,net\nE1001,1 234.50 $ é\n");
    });
    await step("a draft with dimensions, memo and attachment", async () => {
        draft = await created(entry([
            line("5300", 250.05, { projectId: "P100", taskId: "01-100", costTypeId: "LAB", departmentId: "200",
                employeeId: "E1002", classId: "UNION", memo: "Labor & more <1>", documentNumber: "BW03-1" }),
            line("6010", 99.95, { departmentId: "100" }),
            line("2100", -350, { memo: "Net pay" }),
        ], { attachmentsId: "PR-BW03", historyComment: "from the walk" }));
        const [header] = await found("GLBATCH", ["STATE", "JOURNAL", "BATCH_DATE", "BATCH_TITLE", "REFERENCENO",
            "SUPDOCID"], where("RECORDNO").equalTo(draft));
        assert.deepStrictEqual(header, { STATE: "Draft", JOURNAL: "PYRJ", BATCH_DATE: "02/13/2026",
            BATCH_TITLE: "Payroll BW03", REFERENCENO: "BW03", SUPDOCID: "PR-BW03" });
    });
    await step("its lines, one by one", async () => {
        const fields = ["ACCOUNTNO", "TR_TYPE", "TRX_AMOUNT", "PROJECTID", "TASKID", "COSTTYPEID", "EMPLOYEEID",
            "DESCRIPTION", "DOCUMENT"];
        const [first, second, third] = (await run(query("GLENTRY", fields, where("BATCHNO").equalTo(draft))
            .assignOrderBy(new Common.NewQuery.QueryOrderBy.OrderBuilder().addAscending("LINE_NO").orders))).data;
        assert.deepStrictEqual(first, { ACCOUNTNO: "5300", TR_TYPE: "1", TRX_AMOUNT: "250.05", PROJECTID: "P100",
            TASKID: "01-100", COSTTYPEID: "LAB", EMPLOYEEID: "E1002", DESCRIPTION: "Labor & more <1>",
            DOCUMENT: "BW03-1" });
        assert.deepStrictEqual([second.TRX_AMOUNT, second.DESCRIPTION], ["99.95", "Payroll BW03"]);
        assert.deepStrictEqual([third.TR_TYPE, third.TRX_AMOUNT, third.DESCRIPTION], ["-1", "350", "Net pay"]);
    });
    await step("read gives the header with its lines", async () => {
        const [header] = (await run(make(Common.Read, { objectName: "GLBATCH", keys: [draft] }))).data;
        assert.strictEqual(header.ENTRIES.GLENTRY.length, 3);
        assert.strictEqual(header.ENTRIES.GLENTRY[0].TRX_AMOUNT, "250.05");
    });
    await step("an attachment in use stays", () => refused(ResultException, "PR-BW03 is used",
        () => run(make(Company.AttachmentsDelete, { attachmentsId: "PR-BW03" }))));
    await step("a draft is no part of the ledger", async () => {
        assert.deepStrictEqual(await found("GLDETAIL", ["RECORDNO"], where("BATCHKEY").equalTo(draft)), []);
    });
    await step("a draft is deleted with its lines, then its attachment and folder", async () => {
        await run(make(JournalEntryDelete, { recordNo: draft }));
        assert.deepStrictEqual(await found("GLENTRY", ["RECORDNO"], where("BATCHNO").equalTo(draft)), []);
        await run(make(Company.AttachmentsDelete, { attachmentsId: "PR-BW03" }));
        await run(make(Company.AttachmentsFolderUpdate, { folderName: "Payroll", description: "Old registers" }));
        await run(make(Company.AttachmentsFolderDelete, { folderName: "Payroll" }));
        assert.strictEqual((await run(make(Common.GetList.GetList, { object: "supdocfolder" }))).totalCount, 0);
    });
    await step("an entry is posted when nothing else is said, and is in the ledger", async () => {
        const posted = await created(entry(balanced(), { action: undefined, referenceNumber: "BW03-P" }));
        const [header] = await found("GLBATCH", ["STATE", "BATCHNO"], where("RECORDNO").equalTo(posted));
        assert.deepStrictEqual(header, { STATE: "Posted", BATCHNO: "2" });
        const ledger = await found("GLDETAIL", ["ACCOUNTNO", "DEBITAMOUNT", "CREDITAMOUNT"],
            where("BATCHKEY").equalTo(posted));
        const amounts = ledger.map((one) => [one.ACCOUNTNO, one.DEBITAMOUNT, one.CREDITAMOUNT].join(" ")).sort();
        assert.deepStrictEqual(amounts, ["2100 0 100.1", "6010 100.1 0"]);
        await refused(ResultException, "is Posted and cannot be deleted",
            () => run(make(JournalEntryDelete, { recordNo: posted })));
    });
    await step("a reversal is booked with the entry", async () => {
        await created(entry(balanced(), { action: "Posted", reverseDate: new Date(2026, 2, 1), referenceNumber: "ACC" }));
        const days = await found("GLBATCH", ["BATCH_DATE"], where("REFERENCENO").equalTo("ACC"));
        assert.deepStrictEqual(days.map((one) => one.BATCH_DATE).sort(), ["02/13/2026", "03/01/2026"]);
    });
    await step("a statistical entry needs no balance", async () => {
        const hours = make(StatisticalJournalEntryLineCreate,
            { statAccountNumber: "HRS", amount: 1204.5, locationId: "E100", departmentId: "200" });
        const number = await created(make(StatisticalJournalEntryCreate, { journalSymbol: "SJ",
            postingDate: new Date(2026, 1, 13), description: "Hours BW03", action: "Draft", lines: [hours] }));
        const [stored] = await found("GLENTRY", ["ACCOUNTNO", "TRX_AMOUNT", "STATISTICAL"],
            where("BATCHNO").equalTo(number));
        assert.deepStrictEqual(stored, { ACCOUNTNO: "HRS", TRX_AMOUNT: "1204.5", STATISTICAL: "T" });
    });
    await step("two entities that do not balance need a source entity", async () => {
        const lines = () => [line("6010", 40), line("2100", -40, { locationId: "E200" })];
        await refused(ResultException, "BL01001973", () => run(entry(lines())));
        const number = await created(entry(lines(), { sourceEntityId: "E100", referenceNumber: "IET" }));
        const accounts = await found("GLENTRY", ["ACCOUNTNO"], where("BATCHNO").equalTo(number));
        assert.deepStrictEqual(accounts.map((one) => one.ACCOUNTNO).sort(), ["1800", "2100", "2800", "6010"]);
    });
    await step("a session at an entity takes that entity's lines only", async () => {
        const there = await signedIn("E200");
        await refused(ResultException, "Location 'E100' is not valid", () => there.execute(entry(balanced())));
        const lines = [line("6010", 5, { locationId: "E200" }), line("2100", -5, { locationId: "E200" })];
        const [made] = (await result(there, entry(lines))).data;
        const [header] = await found("GLBATCH", ["MEGAENTITYID"], where("RECORDNO").equalTo(made.RECORDNO));
        assert.strictEqual(header, undefined);
        const [own] = (await result(client, query("GLBATCH", ["MEGAENTITYID"], where("RECORDNO").equalTo(made.RECORDNO))
            .assignShowPrivate(true))).data;
        assert.strictEqual(own.MEGAENTITYID, "E200");
    });

    const before = await journals();
    const refusals = {
        "debits that differ from credits": [[line("6010", 100), line("2100", -99.99)], {}, "balance"],
        "an account that does not exist": [[line("9999", 1), line("2100", -1)], {}, "Account 9999 is not valid"],
        "an inactive account": [[line("6000", 1), line("2100", -1)], {}, "6000"],
        "a missing department": [[line("6030", 1), line("2100", -1)], {}, ["Department", "6030"]],
        "a task without its project": [[line("6010", 1, { taskId: "01-100" }), line("2100", -1)], {}, "needs a project"],
        "a closed period": [balanced(), { postingDate: new Date(2024, 11, 31) }, ["on or after 01/01/2025", "closed"]],
        "an inactive journal": [balanced(), { journalSymbol: "PYRJ-OLD" }, "inactive"],
        "a journal without direct posting": [balanced(), { journalSymbol: "APJ" }, "Direct posting"],
        "an attachment that does not exist": [balanced(), { attachmentsId: "NONE" }, "Invalid attachment 'NONE'"],
    };
    for (const [name, [lines, more, words]] of Object.entries(refusals)) {
        await step(name, () => refused(ResultException, [words, "Support ID"].flat(), () => run(entry(lines, more))));
    }
    await step("nothing of what was refused is stored", async () => assert.strictEqual(await journals(), before));
});
