// The documents and edits of every peer: the same as in bench/src/peers/work.rs, which says why.

import { createHash } from "node:crypto";

export const FIELDS = ["code", "area", "head_name", "address", "phone", "housing", "hardship", "income_fen"];
const AREA = "431027100001";
const SURNAMES = ["罗", "田", "郭", "邓", "黄", "李"];

export function fresh(number) {
  const given = (salt) => String.fromCharCode(0x4e00 + ((number * 7 + salt * 131) % 5000));
  return {
    code: String(number).padStart(5, "0"),
    area: AREA,
    head_name: SURNAMES[number % 6] + given(1) + given(2),
    address: `上坪${number}号`,
    phone: "139" + String(number * 37).padStart(8, "0"),
  };
}

export function edit(number, round) {
  switch (round % 5) {
    case 0:
      return ["phone", "138" + String(number * 50 + round).padStart(8, "0")];
    case 1:
      return ["address", `上坪${number}号第${round}次`];
    case 2:
      return ["housing", `砖房${round}间`];
    case 3:
      return ["hardship", `第${round}次走访：老人一人在家，屋顶漏雨，要买药`];
    default:
      return ["income_fen", number * 100 + round];
  }
}

/** Count and SHA-256 of all documents, in the order of their codes. */
export function digest(documents) {
  const lines = documents.map((document) => FIELDS.map((field) => String(document[field] ?? "")).join("|")).sort();
  return { count: lines.length, digest: createHash("sha256").update(lines.join("\n")).digest("hex") };
}
