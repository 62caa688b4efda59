// SPDX-License-Identifier: Apache-2.0
#include "zstd_frame.h"

#include <memory>
#include <zstd.h>

namespace pulse::backup {
namespace {

using Compressor = std::unique_ptr<ZSTD_CCtx, decltype(&ZSTD_freeCCtx)>;
using Decompressor = std::unique_ptr<ZSTD_DCtx, decltype(&ZSTD_freeDCtx)>;

} // namespace

std::optional<QByteArray> compressFrame(QByteArrayView bytes, int level)
{
    const Compressor context(ZSTD_createCCtx(), ZSTD_freeCCtx);
    if (!context)
        return std::nullopt;
    ZSTD_CCtx_setParameter(context.get(), ZSTD_c_compressionLevel, level);
    ZSTD_CCtx_setParameter(context.get(), ZSTD_c_checksumFlag, 1);
    QByteArray frame(static_cast<qsizetype>(ZSTD_compressBound(static_cast<size_t>(bytes.size()))), Qt::Uninitialized);
    const size_t size = ZSTD_compress2(context.get(), frame.data(), static_cast<size_t>(frame.size()), bytes.data(),
                                       static_cast<size_t>(bytes.size()));
    if (ZSTD_isError(size) != 0U)
        return std::nullopt;
    frame.truncate(static_cast<qsizetype>(size));
    return frame;
}

std::optional<QByteArray> decompressFrame(QByteArrayView frame, qint64 most)
{
    const Decompressor context(ZSTD_createDCtx(), ZSTD_freeDCtx);
    if (!context)
        return std::nullopt;
    // What is no frame, and one that does not say, have the largest numbers.
    const unsigned long long size = ZSTD_getFrameContentSize(frame.data(), static_cast<size_t>(frame.size()));
    if (size > static_cast<unsigned long long>(most))
        return std::nullopt;
    QByteArray bytes(static_cast<qsizetype>(size), Qt::Uninitialized);
    const size_t got = ZSTD_decompressDCtx(context.get(), bytes.data(), static_cast<size_t>(bytes.size()), frame.data(),
                                           static_cast<size_t>(frame.size()));
    if (ZSTD_isError(got) != 0U)
        return std::nullopt;
    bytes.truncate(static_cast<qsizetype>(got));
    return bytes;
}

} // namespace pulse::backup
