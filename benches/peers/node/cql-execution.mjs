// cql-execution: ELM as an expert would have it translated. One retrieve, projected once (the
// engine keeps the result of a definition for a patient); each rule tests the projection. CQL
// itself says what is active, what lies in the window and what is the newest. Results are in the
// unit of the rules already: CQL does not convert through a molar mass.
import cql from 'cql-execution';
import fhir from 'cql-exec-fhir';

const FHIR = '{http://hl7.org/fhir}';
const SYSTEM = '{urn:hl7-org:elm-types:r1}';
const CODES = 'http://hospital.example/codes';

function bundle(host) {
  const time = seconds => new Date(seconds * 1000).toISOString();
  const subject = { reference: 'Patient/p' };
  const coded = code => ({ system: CODES, code });
  const drugs = host.drugs.map((d, i) => ({
    resourceType: 'MedicationRequest', id: `m${i}`, status: d.active ? 'active' : 'stopped', intent: 'order', subject,
    medicationCodeableConcept: { coding: d.classes.map(coded), text: d.name },
  }));
  const results = host.results.map((r, i) => ({
    resourceType: 'Observation', id: `o${i}`, status: 'final', subject, code: { coding: [coded(r.analyte)] },
    effectiveDateTime: time(r.time),
    valueQuantity: { value: r.value * r.factor, unit: '1', system: 'http://unitsofmeasure.org', code: '1' },
  }));
  const patient = { resourceType: 'Patient', id: 'p', birthDate: '1951-02-11' };
  return { resourceType: 'Bundle', type: 'collection', entry: [patient, ...drugs, ...results].map(resource => ({ resource })) };
}

const text = value => ({ type: 'Literal', valueType: SYSTEM + 'String', value });
const ref = name => ({ type: 'ExpressionRef', name });
const of = (scope, path) => ({ type: 'Property', path, scope });
const query = (alias, expression, rest) => ({ type: 'Query', source: [{ alias, expression }], relationship: [], ...rest });
const firstCode = path => ({ type: 'Property', path: 'code.value', source: { type: 'First', source: path } });

function pairs(host, define) {
  const retrieve = { type: 'Retrieve', dataType: FHIR + 'MedicationRequest' };
  const codes = query('C', of('M', 'medication.coding'), { return: { expression: of('C', 'code.value') } });
  define('Active', {
    type: 'Flatten',
    operand: query('M', retrieve, {
      where: { type: 'Equal', operand: [of('M', 'status.value'), text('active')] },
      return: { distinct: false, expression: codes },
    }),
  });
  const has = code => ({ type: 'In', operand: [text(code), ref('Active')] });
  for (const r of host.rules) define(r.id, { type: 'And', operand: [has(r.a), has(r.b)] });
}

function limits(host, define) {
  const window = { type: 'Subtract', operand: [{ type: 'Now' }, { type: 'Quantity', value: 30, unit: 'days' }] };
  const time = of('O', 'effective.value');
  define('Results', query('O', { type: 'Retrieve', dataType: FHIR + 'Observation' }, {
    where: {
      type: 'And',
      operand: [
        { type: 'GreaterOrEqual', operand: [time, window] },
        { type: 'LessOrEqual', operand: [time, { type: 'Now' }] },
      ],
    },
    return: {
      distinct: false,
      expression: {
        type: 'Tuple',
        element: [
          { name: 'code', value: firstCode(of('O', 'code.coding')) },
          { name: 'value', value: of('O', 'value.value.value') },
          { name: 'time', value: time },
        ],
      },
    },
    sort: { by: [{ type: 'ByColumn', path: 'time', direction: 'asc' }] },
  }));
  for (const a of new Set(host.rules.map(r => r.a))) {
    const own = query('R', ref('Results'), { where: { type: 'Equal', operand: [of('R', 'code'), text(a)] } });
    define('Newest ' + a, { type: 'Property', path: 'value', source: { type: 'Last', source: own } });
  }
  for (const r of host.rules) {
    const limit = { type: 'Literal', valueType: SYSTEM + 'Decimal', value: r.limit.toFixed(8) };
    define(r.id, { type: r.above ? 'Greater' : 'Less', operand: [ref('Newest ' + r.a), limit] });
  }
}

export function load(host) {
  const statements = [];
  const define = (name, expression) =>
    statements.push({ name, context: 'Patient', accessLevel: 'Public', expression });
  define('Patient', { type: 'SingletonFrom', operand: { dataType: FHIR + 'Patient', type: 'Retrieve' } });
  (host.kind === 'a' ? pairs : limits)(host, define);
  const library = new cql.Library({
    library: {
      identifier: { id: 'Cds', version: '1' },
      schemaIdentifier: { id: 'urn:hl7-org:elm', version: 'r1' },
      usings: {
        def: [
          { localIdentifier: 'System', uri: 'urn:hl7-org:elm-types:r1' },
          { localIdentifier: 'FHIR', uri: 'http://hl7.org/fhir', version: '4.0.1' },
        ],
      },
      statements: { def: statements },
    },
  });
  const executor = new cql.Executor(library, new cql.CodeService({}));
  const data = bundle(host);
  const source = fhir.PatientSource.FHIRv401();
  const at = cql.DateTime.fromJSDate(new Date(host.now * 1000), 0);
  return async () => {
    source.loadBundles([data]);
    const { patientResults } = await executor.exec(source, at);
    return host.rules.filter(r => patientResults.p[r.id] === true).map(r => r.id);
  };
}
