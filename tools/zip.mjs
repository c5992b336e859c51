// Enough of the zip format for tests that mend a workbook: unzip(bytes) gives a Map of name to bytes, zip(map) the file
// again, nothing in it packed.
import { crc32, inflateRawSync } from 'node:zlib';

const END = 0x06054b50, ENTRY = 0x02014b50, LOCAL = 0x04034b50;

export function unzip(bytes) {
	const files = new Map();
	const end = bytes.lastIndexOf(Buffer.from([0x50, 0x4b, 5, 6]));
	if (end < 0 || bytes.readUInt32LE(end) !== END)
		throw new Error('no zip');
	let at = bytes.readUInt32LE(end + 16);
	for (let left = bytes.readUInt16LE(end + 10); left > 0; left--) {
		if (bytes.readUInt32LE(at) !== ENTRY)
			throw new Error('no entry of a zip');
		const packed = bytes.readUInt16LE(at + 10), size = bytes.readUInt32LE(at + 20);
		const [name, extra, note] = [28, 30, 32].map((n) => bytes.readUInt16LE(at + n));
		const local = bytes.readUInt32LE(at + 42);
		const from = local + 30 + bytes.readUInt16LE(local + 26) + bytes.readUInt16LE(local + 28);
		const data = bytes.subarray(from, from + size);
		files.set(bytes.toString('utf8', at + 46, at + 46 + name), packed ? inflateRawSync(data) : data);
		at += 46 + name + extra + note;
	}
	return files;
}

export function zip(files) {
	const bodies = [], entries = [];
	let at = 0;
	for (const [name, data] of files) {
		const called = Buffer.from(name), head = Buffer.alloc(30), entry = Buffer.alloc(46);
		for (const [to, shift] of [[head, 0], [entry, 2]]) {
			to.writeUInt16LE(20, 4 + shift);
			to.writeUInt32LE(crc32(data), 14 + shift);
			to.writeUInt32LE(data.length, 18 + shift);
			to.writeUInt32LE(data.length, 22 + shift);
			to.writeUInt16LE(called.length, 26 + shift);
		}
		head.writeUInt32LE(LOCAL);
		entry.writeUInt32LE(ENTRY);
		entry.writeUInt16LE(20, 4);
		entry.writeUInt32LE(at, 42);
		bodies.push(head, called, data);
		entries.push(entry, called);
		at += 30 + called.length + data.length;
	}
	const list = Buffer.concat(entries), end = Buffer.alloc(22);
	end.writeUInt32LE(END);
	end.writeUInt16LE(files.size, 8);
	end.writeUInt16LE(files.size, 10);
	end.writeUInt32LE(list.length, 12);
	end.writeUInt32LE(at, 16);
	return Buffer.concat([...bodies, list, end]);
}
