/** The API library prints every refused request with its stack, though the caller gets the refusal as an answer. */
import { format } from "node:util";
import { RelationNotFoundError } from "@supabase/lite";

const isAnswered = (value) =>
  value instanceof RelationNotFoundError || (value instanceof Error && typeof value.code === "string");

/** From here on errors are logged plainly, and answered ones not at all. */
export function logQuietly() {
  console.error = (...values) => {
    if (isAnswered(values[0])) return;
    process.stderr.write(`${format(...values)}\n`);
  };
}
