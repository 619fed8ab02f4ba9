// A photo as small as it may be: the server keeps pictures up to 1280 px wide, and more than twice that is only waiting
// time on a slow line.
const SIDE_MAX = 2560;
const SMALL_BYTES = 1_500_000;

export async function shrunk(file: File, sideMax = SIDE_MAX, smallBytes = SMALL_BYTES): Promise<Blob> {
  if (file.size <= smallBytes) return file;
  let bitmap: ImageBitmap;
  try {
    bitmap = await createImageBitmap(file, { imageOrientation: "from-image" });
  } catch {
    return file; // a format this browser cannot read: the server looks at it
  }
  const scale = Math.min(1, sideMax / Math.max(bitmap.width, bitmap.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(bitmap.width * scale);
  canvas.height = Math.round(bitmap.height * scale);
  canvas.getContext("2d")?.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  bitmap.close();
  // Only JPEG has no transparency to lose.
  const type = file.type === "image/png" || file.type === "image/webp" ? "image/webp" : "image/jpeg";
  const small = await new Promise<Blob | null>((done) => canvas.toBlob(done, type, 0.9));
  return small && small.size < file.size ? small : file;
}
