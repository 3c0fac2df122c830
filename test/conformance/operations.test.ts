// Every tensor operation that our networks use, on every backend that is here, against plain loops. time limit: 300 s
import { caseGroups } from "./cases/index.ts";
import { testCases } from "./suite/tests.ts";

await testCases("operations", caseGroups.operations);
