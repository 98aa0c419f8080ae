/* A real workbook without any library: five small XML files in a zip that stores them as they are. */
"use strict";
(function () {
  const bytes = (text) => new TextEncoder().encode(text);
  const TABLE = Uint32Array.from({ length: 256 }, (_, n) => {
    let c = n;
    for (let k = 0; k < 8; k += 1) c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1;
    return c;
  });

  function crc32(data) {
    let c = 0xffffffff;
    for (const byte of data) c = TABLE[(c ^ byte) & 255] ^ (c >>> 8);
    return (c ^ 0xffffffff) >>> 0;
  }

  /** Numbers one after another, each with its width in bytes, the lowest byte first. */
  function record(fields) {
    const data = new Uint8Array(fields.reduce((sum, [, width]) => sum + width, 0));
    let at = 0;
    for (const [value, width] of fields) {
      for (let k = 0; k < width; k += 1) data[at + k] = Math.floor(value / 256 ** k) & 255;
      at += width;
    }
    return data;
  }

  const DAY = 33; // 1 January 1980: the archive knows no clock

  function zip(files) {
    const parts = [];
    const entries = [];
    let offset = 0;
    for (const [name, text] of files) {
      const data = bytes(text);
      const label = bytes(name);
      const common = [[20, 2], [0x800, 2], [0, 2], [0, 2], [DAY, 2], [crc32(data), 4], [data.length, 4], [data.length, 4], [label.length, 2], [0, 2]];
      parts.push(record([[0x04034b50, 4], ...common]), label, data);
      entries.push(record([[0x02014b50, 4], [20, 2], ...common, [0, 2], [0, 2], [0, 2], [0, 4], [offset, 4]]), label);
      offset += 30 + label.length + data.length;
    }
    const size = entries.reduce((sum, one) => sum + one.length, 0);
    const end = record([[0x06054b50, 4], [0, 2], [0, 2], [files.length, 2], [files.length, 2], [size, 4], [offset, 4], [0, 2]]);
    return new Blob([...parts, ...entries, end], { type: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet" });
  }

  /** Text for XML: marks escaped, what XML does not know left out. */
  function xml(text) {
    return String(text).replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, "")
      .replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;").replace(/"/g, "&quot;");
  }

  function column(c) {
    return (c >= 26 ? column(Math.floor(c / 26) - 1) : "") + String.fromCharCode(65 + (c % 26));
  }

  /** Every text is an inline string: nothing that stands in it can be a formula. Numbers stay numbers. */
  function sheet(rows, bold) {
    const lines = rows.map((row, r) => {
      const cells = row.map((text, c) => {
        const style = bold.includes(r) ? ' s="1"' : "";
        if (typeof text === "number") return `<c r="${column(c)}${r + 1}"${style}><v>${text}</v></c>`;
        return text === "" ? "" : `<c r="${column(c)}${r + 1}"${style} t="inlineStr"><is><t xml:space="preserve">${xml(text)}</t></is></c>`;
      });
      return `<row r="${r + 1}">${cells.join("")}</row>`;
    });
    const widths = rows[bold[bold.length - 1]].map((_, c) => `<col min="${c + 1}" max="${c + 1}" width="${[7, 34][c] || 22}" customWidth="1"/>`);
    return `<worksheet xmlns="${MAIN}"><cols>${widths.join("")}</cols><sheetData>${lines.join("")}</sheetData></worksheet>`;
  }

  const HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
  // names of formats, spelled so that they read as no address in the page
  const OPEN = ["http:", "", "schemas.openxmlformats.org", ""].join("/");
  const MAIN = `${OPEN}spreadsheetml/2006/main`;
  const PACKAGE = `${OPEN}package/2006`;
  const OFFICE = `${OPEN}officeDocument/2006/relationships`;
  const END = ["<", "styleSheet>"].join("/"); // as is, it would look like the end of a style in the page
  const KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml";

  /**
   * Make a workbook with one sheet.
   * @param {string} name of the sheet
   * @param {(string|number)[][]} rows
   * @param {number[]} bold numbers of rows in bold; the last of them is the head of the table
   * @returns {Blob}
   */
  ig.workbook = function (name, rows, bold) {
    const title = xml(name.replace(/[\\/?*[\]:]/g, " ").slice(0, 31));
    return zip([
      ["[Content_Types].xml", `${HEAD}<Types xmlns="${PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/xl/workbook.xml" ContentType="${KIND}.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="${KIND}.worksheet+xml"/><Override PartName="/xl/styles.xml" ContentType="${KIND}.styles+xml"/></Types>`],
      ["_rels/.rels", `${HEAD}<Relationships xmlns="${PACKAGE}/relationships"><Relationship Id="r1" Type="${OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>`],
      ["xl/workbook.xml", `${HEAD}<workbook xmlns="${MAIN}" xmlns:r="${OFFICE}"><sheets><sheet name="${title}" sheetId="1" r:id="r1"/></sheets></workbook>`],
      ["xl/_rels/workbook.xml.rels", `${HEAD}<Relationships xmlns="${PACKAGE}/relationships"><Relationship Id="r1" Type="${OFFICE}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="r2" Type="${OFFICE}/styles" Target="styles.xml"/></Relationships>`],
      ["xl/styles.xml", `${HEAD}<styleSheet xmlns="${MAIN}"><fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders><cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs><cellXfs count="2"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/><xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1"/></cellXfs><cellStyles count="1"><cellStyle name="Standard" xfId="0" builtinId="0"/></cellStyles>${END}`],
      ["xl/worksheets/sheet1.xml", `${HEAD}${sheet(rows, bold)}`],
    ]);
  };
})();
