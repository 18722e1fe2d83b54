"""Measures the report enclave without Assay's code: its figure is the constant in MeasurementTest.

Written from Intel SDM volume 3D (ECREATE, EADD, EEXTEND). The code below is what the GNU assembler makes of the mnemonics
in ReportEnclaveImage (`as`, then `objcopy -O binary`), not a copy of the bytes there. Run: python3 measure.py
"""
import hashlib
import struct

CODE = bytes.fromhex(
    "4989c8fc85c00f859f0000004989d14989f24c8d1de70f00004c89db48c1eb0e4889f848c1e80e4839d8747f488d87ff01000048c1e80e4839d8"
    "746f4889f048c1e80e4839d87463488d463f48c1e80e4839d874564889d048c1e80e4839d8744a488d82af01000048c1e80e4839d8743a4889fe"
    "4c89dfb900020000f3a44c89d6b940000000f3a44c89db498d8b00020000498d930004000031c00f01d74889d64c89cfb9b0010000f3a44c89c3"
    "31d231f631ff4531c04531c94531d24531dbb8040000000f01d70f0b")

# reserved, FLAGS, OSSA, CSSA, NSSA, OENTRY, AEP, OFSBASE, OGSBASE, FSLIMIT, GSLIMIT
TCS = struct.pack("<QQQIIQQQQII", 0, 0, 0x1000, 0, 1, 0x2000, 0, 0, 0, 0xFFFFFFFF, 0xFFFFFFFF).ljust(4096, b"\0")
PAGES = [(0x0000, 0x100, TCS), (0x1000, 0x203, bytes(4096)), (0x2000, 0x205, CODE.ljust(4096, b"\xcc")),
         (0x3000, 0x203, bytes(4096))]

sha = hashlib.sha256(struct.pack("<8sIQ44x", b"ECREATE", 1, 0x4000))
for offset, flags, content in PAGES:
    sha.update(struct.pack("<8sQQ40x", b"EADD", offset, flags))
    for at in range(0, 4096, 256):
        sha.update(struct.pack("<8sQ48x", b"EEXTEND", offset + at) + content[at:at + 256])
print(sha.hexdigest())
