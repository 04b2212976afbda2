// Which maker draws which element.
import { button, overflow } from "./buttons.js";
import { checkboxes, radioButtons } from "./choices.js";
import { dateField, textField, timeField } from "./fields.js";
import { selectField } from "./selects.js";

export const MAKERS = {
  button,
  overflow,
  checkboxes,
  radio_buttons: radioButtons,
  plain_text_input: textField,
  number_input: textField,
  email_text_input: textField,
  url_text_input: textField,
  datepicker: dateField,
  timepicker: timeField,
  static_select: selectField,
  external_select: selectField,
  users_select: selectField,
  multi_static_select: selectField,
  multi_external_select: selectField,
  multi_users_select: selectField,
};

/** What an element holds before anybody touched it, in the shape of `state.values`. */
export function initialState(element) {
  const state = { type: element.type };
  for (const [name, value] of Object.entries(element)) {
    if (!name.startsWith("initial_")) continue;
    state[name === "initial_value" ? "value" : name.replace("initial_", "selected_")] = value;
  }
  return state;
}
