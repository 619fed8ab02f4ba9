// Pictures out of ZIP archives, unpacked here: each then travels alone, so a lost line costs one photo, and the server
// never opens an archive that a stranger packed.
const PICTURES_MAX = 400;
const PICTURE_BYTES_MAX = 40_000_000;
const TYPES: Record<string, string> = { jpg: "image/jpeg", jpeg: "image/jpeg", png: "image/png", webp: "image/webp", heic: "image/heic" };

function typeOf(name: string): string | undefined {
  return TYPES[name.slice(name.lastIndexOf(".") + 1).toLowerCase()];
}

export function isArchive(file: File): boolean {
  return file.type === "application/zip" || file.type === "application/x-zip-compressed" || /\.zip$/i.test(file.name);
}

/** The pictures of an archive under their bare names; none when it cannot be read. */
async function picturesOf(archive: File): Promise<File[]> {
  const { unzip } = await import("fflate");
  const bytes = new Uint8Array(await archive.arrayBuffer());
  let count = 0;
  return new Promise((done) => {
    unzip(
      bytes,
      {
        filter: (entry) => {
          const name = entry.name.slice(entry.name.lastIndexOf("/") + 1);
          // Macs put a shadow of each file beside it; what says it is huge is not unpacked at all.
          const isOurs = !name.startsWith(".") && !entry.name.startsWith("__MACOSX/") && typeOf(name) !== undefined;
          return isOurs && entry.originalSize <= PICTURE_BYTES_MAX && count++ < PICTURES_MAX;
        },
      },
      (wrong, entries) => {
        if (wrong) return done([]);
        const found = Object.entries(entries).map(([path, content]) => {
          const name = path.slice(path.lastIndexOf("/") + 1);
          return new File([content as BlobPart], name, { type: typeOf(name) ?? "" });
        });
        done(found.sort((one, other) => one.name.localeCompare(other.name, undefined, { numeric: true })));
      },
    );
  });
}

/** The files with every archive among them replaced by its pictures; names of archives that hold none are told apart. */
export async function unpacked(files: File[]): Promise<{ files: File[]; empty: string[] }> {
  const all: File[] = [];
  const empty: string[] = [];
  for (const file of files) {
    if (!isArchive(file)) {
      all.push(file);
      continue;
    }
    const pictures = await picturesOf(file);
    if (pictures.length) all.push(...pictures);
    else empty.push(file.name);
  }
  return { files: all, empty };
}
