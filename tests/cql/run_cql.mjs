// Translates CQL to ELM and runs it: node run_cql.mjs NODE_MODULES JOB ANSWERS
// JOB is {libraries: [{name, version, text}], runs: [{library, parameters}]}; a day is written {"$day": "2026-01-31"}.
// ANSWERS becomes {errors: [{library, says}], answers: [{definition: true, false, null, or [{level, met}]}], seconds}.
import fs from "node:fs";
import path from "node:path";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

const [, , modules, jobFile, answersFile] = process.argv;
const require = createRequire(path.join(modules, "here.js"));
const from = (name) => import(pathToFileURL(path.join(modules, "@cqframework/cql", name)));
const translator = await from("cql-to-elm.mjs");
const { SystemModelInfoProvider } = await from("cql.mjs");
const cql = require("cql-execution");
const units = require("@lhncbc/ucum-lhc").UcumLhcUtils.getInstance();

const job = JSON.parse(fs.readFileSync(jobFile, "utf8"));
const never = () => { throw new Error("no unit is converted here"); };
const judged = (unit) => {
  const found = units.validateUnitString(unit);
  return found.status === "valid" ? null : (found.msg || ["not a unit"]).join("; ");
};

const started = performance.now();
const models = new translator.ModelManager();
models.modelInfoLoader.registerModelInfoProvider(new SystemModelInfoProvider());
const service = translator.createUcumService(never, judged, never, never);
const manager = new translator.LibraryManager(models, undefined, undefined, service);
const text = (name, version) => job.libraries.find((one) => one.name === name && one.version === version)?.text;
manager.librarySourceLoader.registerProvider(
  translator.createLibrarySourceProvider((name, system, version) => {
    const found = text(name, version);
    return found === undefined ? null : translator.stringAsSource(found);
  }),
);

const errors = [];
const elm = {};
for (const one of job.libraries) {
  const made = JSON.parse(translator.CqlTranslator.fromText(one.text, manager).toJson());
  for (const note of made.library.annotation || []) {
    if (note.errorSeverity === "error") errors.push({ library: one.name, says: `${note.startLine}:${note.startChar} ${note.message}` });
  }
  elm[one.name] = made;
}
const translated = performance.now();

const read = (key, value) => (value && typeof value === "object" && "$day" in value ? cql.Date.parse(value.$day) : value);
// cql-execution calls no function of an included library outside the context of a patient, so there is one, and he is empty.
let run = 0;
// A definition has one answer in one run; without this it is worked out anew wherever it is named.
function once(library) {
  for (const one of Object.values(library.expressions)) {
    const plain = one.exec.bind(one);
    let of, kept;
    one.exec = (context) => {
      if (of !== run) [of, kept] = [run, plain(context)];
      return kept;
    };
  }
  Object.values(library.includes).forEach(once);
  return library;
}

const patients = () => new cql.PatientSource([{ resourceType: "Patient", id: "nobody" }]);
const answers = [];
if (!errors.length) {
  const repository = new cql.Repository(elm);
  const made = {};
  const codes = new cql.CodeService({});
  for (const { library: name, asked, parameters: given } of job.runs) {
    run += 1;
    const library = (made[name] ??= once(new cql.Library(elm[name], repository)));
    for (const one of Object.values(library.expressions)) one.context = asked.includes(one.name) ? "Patient" : "not asked";
    const parameters = JSON.parse(JSON.stringify(given), read);
    const executor = new cql.Executor(library, codes, parameters);
    const found = Object.values((await executor.exec(patients())).patientResults)[0];
    answers.push(Object.fromEntries(asked.map((one) => [one, found[one] === undefined ? "missing" : found[one]])));
  }
}
const seconds = { translating: (translated - started) / 1000, running: (performance.now() - translated) / 1000 };
fs.writeFileSync(answersFile, JSON.stringify({ errors, answers, seconds }));
