// What Slack itself checks before it sends a form. Everything else is for the app to say.

function textProblem(element, text) {
  if (element.min_length && text.length < element.min_length) return `Please write at least ${element.min_length} characters.`;
  if (element.max_length && text.length > element.max_length) return `Please write ${element.max_length} characters at most.`;
  return null;
}

function numberProblem(element, text) {
  const shape = element.is_decimal_allowed ? /^-?\d+(\.\d+)?$/ : /^-?\d+$/;
  if (!shape.test(text.trim())) return element.is_decimal_allowed ? "Please write a number." : "Please write a whole number.";
  const number = Number(text);
  if (element.min_value !== undefined && number < Number(element.min_value)) return `The smallest number here is ${element.min_value}.`;
  if (element.max_value !== undefined && number > Number(element.max_value)) return `The largest number here is ${element.max_value}.`;
  return null;
}

function isEmpty(state) {
  const held = Object.entries(state).filter(([name]) => name !== "type");
  return held.every(([, value]) => value === null || value === undefined || value.length === 0);
}

/** A sentence about what is wrong with what the element holds, or null. */
export function problem(element, state, optional) {
  if (!state) return null;
  if (isEmpty(state)) return optional ? null : "Please complete this required field.";
  if (element.type === "plain_text_input") return textProblem(element, state.value);
  if (element.type === "number_input") return numberProblem(element, state.value);
  if (element.type === "email_text_input" && !/^\S+@\S+\.\S+$/.test(state.value)) return "Please write an email address.";
  if (element.type === "url_text_input" && !/^https?:\/\/\S+$/i.test(state.value)) return "Please write a web address.";
  return null;
}
