/** A subscriber's filter, such as `business_id=eq.1,status=in.(pending,confirmed)`: all parts must hold. */

const compare = (check) => (value, wanted) => value !== null && check(order(value, wanted));

/** Numbers by size, anything else as text (timestamps are rendered so that text order is time order). */
function order(value, wanted) {
  if (typeof value === "number") return value - Number(wanted);
  const text = String(value);
  return text === wanted ? 0 : text < wanted ? -1 : 1;
}

const OPERATORS = {
  eq: compare((difference) => difference === 0),
  neq: compare((difference) => difference !== 0),
  lt: compare((difference) => difference < 0),
  lte: compare((difference) => difference <= 0),
  gt: compare((difference) => difference > 0),
  gte: compare((difference) => difference >= 0),
  in: (value, list) => value !== null && list.replace(/^\(|\)$/g, "").split(",").includes(String(value)),
  is: (value, wanted) => String(value) === wanted,
};

const PART = /^(\w+)=(\w+)\.(.*)$/;

/** Splits at commas outside parentheses. */
const split = (text) => text.match(/(?:\([^)]*\)|[^,(])+/g) ?? [];

/** @returns (row) => boolean  @throws {Error} naming the part that cannot be understood */
export function parseFilter(text) {
  if (!text) return () => true;
  const checks = split(text).map((part) => {
    const [, column, operator, wanted] = PART.exec(part) ?? [];
    const check = OPERATORS[operator];
    if (!check) throw new Error(`unable to parse the filter ${part}`);
    return (row) => column in row && check(row[column], wanted);
  });
  return (row) => checks.every((check) => check(row));
}
