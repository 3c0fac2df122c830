// Every network in every form that is here, against plain loops. time limit: 300 s
import { caseGroups } from "./cases/index.ts";
import { testCases } from "./suite/tests.ts";

await testCases("networks", caseGroups.networks);
