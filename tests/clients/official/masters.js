// Accounts, dimensions and people: created, changed, read back and deleted with the SDK's own classes.
"use strict";

const { assert, make, query, refused, result, sdk, signedIn, step, walk, where } = require("./steps");

const { Company, EmployeeExpense, GeneralLedger, Projects } = sdk.Functions;
const { ResultException } = sdk.Exceptions;

walk(async () => {
    const client = await signedIn();
    const run = (type, fields) => result(client, make(type, fields));
    const created = async (type, fields) => (await run(type, fields)).data[0].RECORDNO;
    const found = async (object, fields, filter) => (await result(client, query(object, fields, filter))).data;
    const gone = async (object, field, value) =>
        assert.strictEqual((await found(object, ["RECORDNO"], where(field).equalTo(value))).length, 0);

    await step("an account is created", async () => {
        const number = await created(GeneralLedger.AccountCreate, { accountNo: "6015", title: "Standby & on-call pay",
            accountType: "incomestatement", normalBalance: "debit", closingType: "closing account",
            closeIntoGlAccountNo: "3900", active: true, requireDepartment: true, requireProject: false });
        const [account] = await found("GLACCOUNT", ["RECORDNO", "TITLE", "NORMALBALANCE", "REQUIREDEPT",
            "REQUIREPROJECT"], where("ACCOUNTNO").equalTo("6015"));
        assert.deepStrictEqual(account, { RECORDNO: number, TITLE: "Standby & on-call pay", NORMALBALANCE: "debit",
            REQUIREDEPT: "true", REQUIREPROJECT: "false" });
    });
    await step("the same account a second time", () => refused(ResultException,
        ["BL34000061", "Another Glaccount with the given value(s) 6015 already exists"],
        () => run(GeneralLedger.AccountCreate, { accountNo: "6015", title: "Again", accountType: "incomestatement",
            normalBalance: "debit", closingType: "non-closing account" })));
    await step("an account is changed, and what is left out stays", async () => {
        await run(GeneralLedger.AccountUpdate, { accountNo: "6015", title: "Standby pay", active: false });
        const [account] = await found("GLACCOUNT", ["TITLE", "STATUS", "REQUIREDEPT"],
            where("ACCOUNTNO").equalTo("6015"));
        assert.deepStrictEqual(account, { TITLE: "Standby pay", STATUS: "inactive", REQUIREDEPT: "true" });
    });
    await step("an account is deleted", async () => {
        await run(GeneralLedger.AccountDelete, { accountNo: "6015" });
        await gone("GLACCOUNT", "ACCOUNTNO", "6015");
    });
    await step("an account that does not exist is not deleted", () => refused(ResultException, "6015",
        () => run(GeneralLedger.AccountDelete, { accountNo: "6015" })));
    await step("a statistical account from its making to its end", async () => {
        await created(GeneralLedger.StatisticalAccountCreate, { accountNo: "SHIFTS", title: "Shifts worked",
            reportType: "forperiod", active: true });
        await run(GeneralLedger.StatisticalAccountUpdate, { accountNo: "SHIFTS", title: "Shifts" });
        const [account] = await found("STATACCOUNT", ["TITLE"], where("ACCOUNTNO").equalTo("SHIFTS"));
        assert.strictEqual(account.TITLE, "Shifts");
        await run(GeneralLedger.StatisticalAccountDelete, { accountNo: "SHIFTS" });
        await gone("STATACCOUNT", "ACCOUNTNO", "SHIFTS");
    });
    await step("a department under another", async () => {
        await created(Company.DepartmentCreate, { departmentId: "210", departmentName: "Night crew",
            parentDepartmentId: "200", managerEmployeeId: "E1004", active: true });
        const [department] = await found("DEPARTMENT", ["TITLE", "PARENTID", "PARENT.TITLE"],
            where("DEPARTMENTID").equalTo("210"));
        assert.deepStrictEqual(department, { TITLE: "Night crew", PARENTID: "200", "PARENT.TITLE": "Field" });
    });
    await step("a department is changed and deleted", async () => {
        await run(Company.DepartmentUpdate, { departmentId: "210", departmentName: "Late crew" });
        const [department] = await found("DEPARTMENT", ["TITLE", "PARENTID"], where("DEPARTMENTID").equalTo("210"));
        assert.deepStrictEqual(department, { TITLE: "Late crew", PARENTID: "200" });
        await run(Company.DepartmentDelete, { departmentId: "210" });
        await gone("DEPARTMENT", "DEPARTMENTID", "210");
    });
    await step("a department under none that exists", () => refused(ResultException, "Invalid Department '999'",
        () => run(Company.DepartmentCreate, { departmentId: "211", departmentName: "X", parentDepartmentId: "999" })));
    await step("a class from its making to its end", async () => {
        await created(Company.ClassCreate, { classId: "TEMP", className: "Agency labor", description: "By the day" });
        await run(Company.ClassUpdate, { classId: "TEMP", className: "Agency", active: false });
        const [kind] = await found("CLASS", ["NAME", "STATUS"], where("CLASSID").equalTo("TEMP"));
        assert.deepStrictEqual(kind, { NAME: "Agency", STATUS: "inactive" });
        await run(Company.ClassDelete, { classId: "TEMP" });
        await gone("CLASS", "CLASSID", "TEMP");
    });
    await step("a location under an entity", async () => {
        await created(Company.LocationCreate, { locationId: "E100-KIN", locationName: "Kingston yard",
            parentLocationId: "E100", startDate: new Date(2026, 2, 1), active: true });
        await run(Company.LocationUpdate, { locationId: "E100-KIN", locationName: "Kingston" });
        const [location] = await found("LOCATION", ["NAME", "ENTITY", "STARTDATE"],
            where("LOCATIONID").equalTo("E100-KIN"));
        assert.deepStrictEqual(location, { NAME: "Kingston", ENTITY: "E100", STARTDATE: "03/01/2026" });
        await run(Company.LocationDelete, { locationId: "E100-KIN" });
        await gone("LOCATION", "LOCATIONID", "E100-KIN");
    });
    await step("a project with customer, manager and dates", async () => {
        await created(Projects.ProjectCreate, { projectId: "P300", projectName: "Pumping station",
            projectCategory: "Contract", projectStatus: "In progress", customerId: "C-002", locationId: "E100",
            departmentId: "200", projectManagerEmployeeId: "E1004", referenceNo: "RFP-17", billingType: "Fixed fee",
            contractAmount: 125000.5, beginDate: new Date(2026, 3, 1), endDate: new Date(2026, 10, 30), active: true });
        const [project] = await found("PROJECT", ["NAME", "CUSTOMERID", "MANAGERID", "BEGINDATE"],
            where("PROJECTID").equalTo("P300"));
        assert.deepStrictEqual(project, { NAME: "Pumping station", CUSTOMERID: "C-002", MANAGERID: "E1004",
            BEGINDATE: "04/01/2026" });
    });
    await step("a project is changed", async () => {
        await run(Projects.ProjectUpdate, { projectId: "P300", projectStatus: "On hold", endDate: new Date(2027, 0, 31) });
        const [project] = await found("PROJECT", ["PROJECTSTATUS", "ENDDATE", "NAME"],
            where("PROJECTID").equalTo("P300"));
        assert.deepStrictEqual(project, { PROJECTSTATUS: "On hold", ENDDATE: "01/31/2027", NAME: "Pumping station" });
    });
    await step("a task takes its number from its record, is changed and deleted", async () => {
        const number = await created(Projects.TaskCreate, { taskName: "Excavation", projectId: "P300", billable: true,
            taskStatus: "Planned", plannedBeginDate: new Date(2026, 3, 6), plannedDuration: 120, wbsCode: "1.1" });
        await run(Projects.TaskUpdate, { recordNo: number, taskStatus: "In Progress" });
        const [task] = await found("TASK", ["TASKID", "TASKSTATUS", "PROJECTNAME"], where("PROJECTID").equalTo("P300"));
        assert.deepStrictEqual(task, { TASKID: number, TASKSTATUS: "In Progress", PROJECTNAME: "Pumping station" });
        await run(Projects.TaskDelete, { recordNo: number });
        await gone("TASK", "PROJECTID", "P300");
    });
    await step("a project is deleted", async () => {
        await run(Projects.ProjectDelete, { projectId: "P300" });
        await gone("PROJECT", "PROJECTID", "P300");
    });
    await step("a contact with its address", async () => {
        await created(Company.ContactCreate, { contactName: "Ünal, Derya", printAs: "Derya Ünal", firstName: "Derya",
            lastName: "Ünal", primaryEmailAddress: "derya@example.com", active: true, addressLine1: "1 Main St",
            city: "Ottawa", stateProvince: "ON", zipPostalCode: "K1A 0A1", country: "Canada" });
        const [contact] = await found("CONTACT", ["LASTNAME", "EMAIL1", "MAILADDRESS.CITY", "MAILADDRESS.ZIP"],
            where("CONTACTNAME").equalTo("Ünal, Derya"));
        assert.deepStrictEqual(contact, { LASTNAME: "Ünal", EMAIL1: "derya@example.com", "MAILADDRESS.CITY": "Ottawa",
            "MAILADDRESS.ZIP": "K1A 0A1" });
    });
    await step("an employee for that contact", async () => {
        await created(EmployeeExpense.EmployeeCreate, { employeeId: "E1006", contactName: "Ünal, Derya",
            title: "Apprentice", startDate: new Date(2026, 1, 2), departmentId: "200", locationId: "E100",
            classId: "UNION", managerEmployeeId: "E1004", earningTypeName: "Regular pay", active: true });
        const [employee] = await found("EMPLOYEE", ["TITLE", "STARTDATE", "CLASSID", "CONTACT.LASTNAME"],
            where("EMPLOYEEID").equalTo("E1006"));
        assert.deepStrictEqual(employee, { TITLE: "Apprentice", STARTDATE: "02/02/2026", CLASSID: "UNION",
            "CONTACT.LASTNAME": "Ünal" });
    });
    await step("an employee without a contact that exists", () => refused(ResultException, "Invalid Contact",
        () => run(EmployeeExpense.EmployeeCreate, { employeeId: "E1007", contactName: "Nobody, At All" })));
    await step("an employee leaves and is deleted, the contact too", async () => {
        await run(EmployeeExpense.EmployeeUpdate, { employeeId: "E1006", endDate: new Date(2026, 5, 30),
            terminationType: "voluntary", active: false });
        const [employee] = await found("EMPLOYEE", ["STATUS", "ENDDATE", "TITLE"], where("EMPLOYEEID").equalTo("E1006"));
        assert.deepStrictEqual(employee, { STATUS: "inactive", ENDDATE: "06/30/2026", TITLE: "Apprentice" });
        await run(EmployeeExpense.EmployeeDelete, { employeeId: "E1006" });
        await gone("EMPLOYEE", "EMPLOYEEID", "E1006");
        await run(Company.ContactDelete, { contactName: "Ünal, Derya" });
        await gone("CONTACT", "CONTACTNAME", "Ünal, Derya");
    });
});
