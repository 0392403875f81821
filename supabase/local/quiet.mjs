/** The API library prints every refused request with its stack, though the caller gets the refusal as an answer. */
import { format } from "node:util";
import { RelationNotFoundError } from "@supabase/lite";

const isAnswered = (value) =>
  value instanceof RelationNotFoundError || (value instanceof Error && typeof value.code === "string");

/** From here on an error is logged in one line, and an answered one not at all. */
export function logQuietly() {
  console.error = (...values) => {
    if (isAnswered(values[0])) return;
    const lines = values.map((value) => (value instanceof Error ? value.message : value));
    process.stderr.write(`${format(...lines)}\n`);
  };
}
