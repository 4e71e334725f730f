// Writes small PDF files for tests: text at given places, in the order given.

/** A piece of text on a page: lower left corner in points, Helvetica (or Courier) in `size`. `angle` turns it by 90 degrees. */
export interface Placed {
  text: string;
  x: number;
  y: number;
  size?: number;
  mono?: boolean;
  upright?: boolean;
}

/** The bytes of a PDF with these pages, drawn in this order. `info` goes into the information dictionary. */
export function pdfFile(
  pages: readonly (readonly Placed[])[],
  info: Record<string, string> = {},
): Uint8Array {
  const objects: string[] = [];
  const add = (body: string) => objects.push(body);
  add('<< /Type /Catalog /Pages 2 0 R >>');
  add(
    `<< /Type /Pages /Count ${pages.length} /Kids [${pages.map((_, n) => `${6 + n * 2} 0 R`).join(' ')}] >>`,
  );
  add('<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>');
  add('<< /Type /Font /Subtype /Type1 /BaseFont /Courier /Encoding /WinAnsiEncoding >>');
  add(
    `<< ${Object.entries(info)
      .map(([key, value]) => `/${key} (${literal(value)})`)
      .join(' ')} >>`,
  );
  pages.forEach((page, n) => {
    add(
      `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Resources << /Font << /F1 3 0 R /F2 4 0 R >> >> /Contents ${7 + n * 2} 0 R >>`,
    );
    const content = page.map(draw).join('\n');
    add(`<< /Length ${content.length} >>\nstream\n${content}\nendstream`);
  });
  let file = '%PDF-1.4\n';
  const offsets = objects.map((body, n) => {
    const offset = file.length;
    file += `${n + 1} 0 obj\n${body}\nendobj\n`;
    return offset;
  });
  const start = file.length;
  file += `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('')}`;
  file += `trailer\n<< /Size ${objects.length + 1} /Root 1 0 R /Info 5 0 R >>\nstartxref\n${start}\n%%EOF\n`;
  return Uint8Array.from(file, (character) => character.charCodeAt(0) & 0xff);
}

function draw({ text, x, y, size = 10, mono = false, upright = false }: Placed): string {
  const matrix = upright ? `0 1 -1 0 ${x} ${y}` : `1 0 0 1 ${x} ${y}`;
  return `BT /F${mono ? 2 : 1} ${size} Tf ${matrix} Tm (${literal(text)}) Tj ET`;
}

function literal(text: string): string {
  return text.replace(/[\\()]/g, '\\$&');
}
