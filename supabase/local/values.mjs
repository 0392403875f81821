/** How PostgreSQL's text becomes JSON: the one rendering that PostgREST and Realtime share. */
import array from "postgres-array";

const OID = {
  bool: 16, int8: 20, int2: 21, int4: 23, oid: 26, json: 114, float4: 700, float8: 701,
  date: 1082, time: 1083, timestamp: 1114, timestamptz: 1184, timetz: 1266, numeric: 1700, jsonb: 3802,
};

/** `2026-12-01 00:00:00+00` -> `2026-12-01T00:00:00+00:00`; `infinity` and years beyond stay as they are. */
export function isoTime(text) {
  return text.replace(/^(\d{4,}-\d\d-\d\d) /, "$1T").replace(/([+-]\d\d)$/, "$1:00");
}

const isoTimestamp = (text) => text.replace(/^(\d{4,}-\d\d-\d\d) /, "$1T");

const READ = {
  [OID.bool]: (text) => text === "t",
  [OID.int8]: Number,
  [OID.int2]: Number,
  [OID.int4]: Number,
  [OID.oid]: Number,
  [OID.float4]: Number,
  [OID.float8]: Number,
  [OID.numeric]: Number,
  [OID.json]: JSON.parse,
  [OID.jsonb]: JSON.parse,
  [OID.timestamp]: isoTimestamp,
  [OID.timestamptz]: isoTime,
};

/** Array types by the type of their elements; `null` elements are text. */
const ARRAYS = {
  1000: OID.bool, 1005: OID.int2, 1007: OID.int4, 1016: OID.int8, 1021: OID.float4, 1022: OID.float8,
  1115: OID.timestamp, 1185: OID.timestamptz, 1231: OID.numeric, 199: OID.json, 3807: OID.jsonb,
  1009: null, 1015: null, 1182: null, 2951: null,
};

const asText = (text) => text;

/** The reader for a column of this type, from a value's text to what JSON shows. */
export function readerOf(oid) {
  if (oid in ARRAYS) {
    const element = READ[ARRAYS[oid]] ?? asText;
    return (text) => array.parse(text, element);
  }
  return READ[oid] ?? asText;
}

/** An RPC's JSON argument arrives already as JSON text; a table's JSON value arrives as a value. */
function jsonText(value) {
  if (typeof value === "string" && /^\s*[[{]/.test(value)) {
    try {
      JSON.parse(value);
      return value;
    } catch {
      // a text that only looks like JSON
    }
  }
  return JSON.stringify(value);
}

const type = (oid, serialize = asText) => ({ to: oid, from: [oid], serialize, parse: readerOf(oid) });

/** The types handed to the API's database driver. */
export const driverTypes = {
  bigint: type(OID.int8, String),
  date: type(OID.date),
  time: type(OID.time),
  timetz: type(OID.timetz),
  timestamptz: type(OID.timestamptz),
  timestamp: type(OID.timestamp),
  numeric: type(OID.numeric, String),
  json: type(OID.json, jsonText),
  jsonb: type(OID.jsonb, jsonText),
};
