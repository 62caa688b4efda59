// SPDX-License-Identifier: Apache-2.0
#include "pulse/crypto/hmac.h"

namespace pulse {
namespace {

constexpr qsizetype blockSize = 64; // of SHA-256, in bytes

QByteArray bytesOf(const Checksum &checksum)
{
    return QByteArray(reinterpret_cast<const char *>(checksum.digest().data()),
                      static_cast<qsizetype>(checksum.digest().size()));
}

QByteArray padded(QByteArrayView key, char pad)
{
    QByteArray block(blockSize, pad);
    for (qsizetype i = 0; i < key.size(); ++i)
        block[i] = static_cast<char>(block[i] ^ key[i]);
    return block;
}

} // namespace

QByteArray hmacSha256(QByteArrayView key, QByteArrayView message)
{
    QByteArray shortened;
    if (key.size() > blockSize) {
        shortened = bytesOf(Checksum::of(key));
        key = shortened;
    }
    ChecksumBuilder inner;
    inner.add(padded(key, 0x36));
    inner.add(message);
    ChecksumBuilder outer;
    outer.add(padded(key, 0x5c));
    outer.add(bytesOf(inner.finish()));
    return bytesOf(outer.finish());
}

} // namespace pulse
