// Writes requests with the SDK's own classes, sends none: operations as JSON come in, their XML goes out.
"use strict";

const fs = require("fs");
const sdk = require("@intacct/intacct-sdk");

const { ApiSessionCreate, Common, GeneralLedger } = sdk.Functions;
const { Filter, AndOperator, OrOperator } = Common.NewQuery.QueryFilter;

const COMPARE = { equalto: "equalTo", between: "between", in: "in", greaterthan: "greaterThan" };
const LINE = { LOCATION: "locationId", DEPARTMENT: "departmentId", PROJECTID: "projectId", TASKID: "taskId",
    COSTTYPEID: "costTypeId", CLASSID: "classId", EMPLOYEEID: "employeeId" };

function filter({ operator, field, values, parts }) {
    if (operator === "and" || operator === "or") {
        return new (operator === "and" ? AndOperator : OrOperator)(parts.map(filter));
    }
    const several = operator === "in" ? [values] : values;
    return new Filter(field)[COMPARE[operator]](...several);
}

function line({ account, amount, memo, document, fields }) {
    const written = Object.assign(new GeneralLedger.JournalEntryLineCreate(),
        { glAccountNumber: account, transactionAmount: Number(amount), memo, documentNumber: document });
    written.customFields = Object.entries(fields).filter(([name]) => !(name in LINE));
    Object.entries(fields).filter(([name]) => name in LINE).forEach(([name, value]) => { written[LINE[name]] = value; });
    return written;
}

const FUNCTIONS = {
    session: () => new ApiSessionCreate(),
    lookup: ({ object }) => Object.assign(new Common.Lookup(), { objectName: object }),
    delete: ({ record }) => Object.assign(new GeneralLedger.JournalEntryDelete(), { recordNo: record }),
    journal: ({ day: [year, month, date], lines, ...header }) => Object.assign(new GeneralLedger.JournalEntryCreate(),
        { ...header, postingDate: new Date(year, month - 1, date), lines: lines.map(line) }),
    query: ({ object, fields, where, pagesize, showprivate }) => {
        const { Query, QuerySelect, QueryOrderBy } = Common.NewQuery;
        const asked = new Query().assignFromObject(object).assignPageSize(pagesize).assignShowPrivate(showprivate)
            .assignSelectFields(new QuerySelect.SelectBuilder().addFields(fields).selects)
            .assignOrderBy(new QueryOrderBy.OrderBuilder().addAscending("RECORDNO").orders);
        return where ? asked.assignFilter(filter(where)) : asked;
    },
};

function written({ kind, controlId, unique, login, asked }) {
    const apiFunction = FUNCTIONS[kind](asked);
    apiFunction.controlId = controlId;
    const config = Object.assign(new sdk.RequestConfig(), { uniqueId: unique, transaction: unique });
    const client = new sdk.OnlineClient(Object.assign(new sdk.ClientConfig(), login));
    return new sdk.Xml.RequestBlock(client.config, config, [apiFunction]).writeXml();
}

console.log(JSON.stringify(JSON.parse(fs.readFileSync(0, "utf8")).map(written)));
