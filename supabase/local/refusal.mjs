/** An expected reason not to go on. Its message is one line for a person; no stack trace is shown. */
export class Refusal extends Error {
  /**
   * @param {string} message what is wrong and what to do
   * @param {number} exitCode 2: settings, 3: busy, 1: anything else
   */
  constructor(message, exitCode = 1) {
    super(message);
    this.exitCode = exitCode;
  }
}
