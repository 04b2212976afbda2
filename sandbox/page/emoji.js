// The common :codes:. An unknown one stays as it was typed, as in Slack.

const TABLE = `
white_check_mark ✅|heavy_check_mark ✔️|ballot_box_with_check ☑️|check ✔️|x ❌|negative_squared_cross_mark ❎|warning ⚠️
no_entry ⛔|no_entry_sign 🚫|octagonal_sign 🛑|exclamation ❗|question ❓|bangbang ‼️|information_source ℹ️|bulb 💡
wave 👋|+1 👍|thumbsup 👍|-1 👎|thumbsdown 👎|clap 👏|raised_hands 🙌|pray 🙏|muscle 💪|point_right 👉|point_left 👈
point_up ☝️|point_down 👇|ok_hand 👌|hand ✋|raised_hand ✋|handshake 🤝|writing_hand ✍️|eyes 👀
tada 🎉|sparkles ✨|star ⭐|star2 🌟|confetti_ball 🎊|trophy 🏆|medal 🏅|rocket 🚀|fire 🔥|100 💯|heart ❤️|green_heart 💚
blue_heart 💙|yellow_heart 💛|smile 😄|smiley 😃|slightly_smiling_face 🙂|blush 😊|wink 😉|grin 😁|joy 😂|thinking_face 🤔
neutral_face 😐|disappointed 😞|cry 😢|sob 😭|sweat_smile 😅|relieved 😌|sleeping 😴|sunglasses 😎|hugging_face 🤗
calendar 📆|date 📅|spiral_calendar_pad 🗓️|clock1 🕐|clock3 🕒|clock330 🕞|clock4 🕓|clock5 🕔|clock9 🕘|clock12 🕛|alarm_clock ⏰
stopwatch ⏱️|timer_clock ⏲️|hourglass ⌛|hourglass_flowing_sand ⏳|bell 🔔|no_bell 🔕|zzz 💤|mega 📣|loudspeaker 📢
speech_balloon 💬|thought_balloon 💭|email 📧|envelope ✉️|incoming_envelope 📨|inbox_tray 📥|outbox_tray 📤|phone ☎️|iphone 📱
memo 📝|pencil 📝|pencil2 ✏️|lower_left_fountain_pen 🖋️|lower_left_ballpoint_pen 🖊️|clipboard 📋|page_facing_up 📄|page_with_curl 📃
bookmark_tabs 📑|file_folder 📁|open_file_folder 📂|card_index 📇|card_file_box 🗃️|file_cabinet 🗄️|wastebasket 🗑️|books 📚|book 📖
notebook 📓|ledger 📒|link 🔗|paperclip 📎|pushpin 📌|round_pushpin 📍|scissors ✂️|triangular_flag_on_post 🚩|label 🏷️
bar_chart 📊|chart_with_upwards_trend 📈|chart_with_downwards_trend 📉|abacus 🧮|mag 🔍|mag_right 🔎|lock 🔒|unlock 🔓
lock_with_ink_pen 🔏|closed_lock_with_key 🔐|key 🔑|shield 🛡️|gear ⚙️|wrench 🔧|hammer_and_wrench 🛠️|package 📦|floppy_disk 💾
school 🏫|school_satchel 🎒|apple 🍎|pencil_case ✏️|bus 🚌|house 🏠|house_with_garden 🏡|hospital 🏥|office 🏢|teacher 🧑‍🏫
student 🧑‍🎓|bust_in_silhouette 👤|busts_in_silhouette 👥|people_holding_hands 🧑‍🤝‍🧑|family 👪|baby 👶|child 🧒|wheelchair ♿
fork_and_knife 🍴|plate_with_cutlery 🍽️|soap 🧼|toothbrush 🪥|shower 🚿|toilet 🚽|shirt 👕|pill 💊|thermometer 🌡️|walking 🚶
arrow_right ➡️|arrow_left ⬅️|arrow_up ⬆️|arrow_down ⬇️|arrow_forward ▶️|arrow_backward ◀️|fast_forward ⏩|rewind ⏪|repeat 🔁
arrows_counterclockwise 🔄|leftwards_arrow_with_hook ↩️|arrow_right_hook ↪️|back 🔙|soon 🔜|new 🆕|heavy_plus_sign ➕|heavy_minus_sign ➖
red_circle 🔴|large_orange_circle 🟠|large_yellow_circle 🟡|large_green_circle 🟢|large_blue_circle 🔵|large_purple_circle 🟣|white_circle ⚪|black_circle ⚫
large_red_square 🟥|large_green_square 🟩|large_yellow_square 🟨|white_large_square ⬜|black_large_square ⬛|small_blue_diamond 🔹|small_orange_diamond 🔸
one 1️⃣|two 2️⃣|three 3️⃣|four 4️⃣|five 5️⃣|six 6️⃣|seven 7️⃣|eight 8️⃣|nine 9️⃣|zero 0️⃣|sunny ☀️|partly_sunny ⛅|cloud ☁️|umbrella ☔
seedling 🌱|herb 🌿|four_leaf_clover 🍀|sunflower 🌻|rainbow 🌈|coffee ☕|balloon 🎈|gift 🎁|robot_face 🤖|construction 🚧|crossed_fingers 🤞`;

const CODES = new Map(
  TABLE.trim()
    .split(/[|\n]/)
    .map((pair) => pair.split(" ")),
);

/** The sign for a code without its colons, or null. Skin tones are left out. */
export function emojiFor(code) {
  return CODES.get(code.split("::")[0]) || null;
}

/** `text` with every known :code: replaced. */
export function withEmoji(text) {
  return text.replace(/:([a-z0-9_+'-]+):/gi, (whole, code) => emojiFor(code) || whole);
}
