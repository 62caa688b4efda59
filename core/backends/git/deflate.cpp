// SPDX-License-Identifier: Apache-2.0
#include "deflate.h"

#include <limits>
#include <zlib.h>

namespace pulse::git {

struct Deflater::State
{
    z_stream stream{};
};

Deflater::Deflater()
    : m_state(std::make_unique<State>())
{
    // Prompts are small texts: a higher level takes twice the time and saves a hundredth.
    constexpr int level = 3;
    if (deflateInit(&m_state->stream, level) != Z_OK)
        qBadAlloc();
}

Deflater::~Deflater()
{
    deflateEnd(&m_state->stream);
}

QByteArray Deflater::run(QByteArrayView bytes, int flush)
{
    z_stream &stream = m_state->stream;
    QByteArray out;
    constexpr qsizetype most = std::numeric_limits<int>::max();
    do {
        const QByteArrayView piece = bytes.first(qMin(bytes.size(), most));
        bytes = bytes.sliced(piece.size());
        stream.next_in = const_cast<Bytef *>(reinterpret_cast<const Bytef *>(piece.data())); // zlib reads only
        stream.avail_in = static_cast<uInt>(piece.size());
        const int mode = bytes.isEmpty() ? flush : Z_NO_FLUSH;
        do {
            const qsizetype before = out.size();
            const qsizetype room = qMax<qsizetype>(256, static_cast<qsizetype>(stream.avail_in) / 2);
            out.resize(before + room);
            stream.next_out = reinterpret_cast<Bytef *>(out.data() + before);
            stream.avail_out = static_cast<uInt>(room);
            deflate(&stream, mode);
            out.truncate(out.size() - static_cast<qsizetype>(stream.avail_out));
        } while (stream.avail_out == 0);
    } while (!bytes.isEmpty());
    return out;
}

QByteArray Deflater::add(QByteArrayView bytes)
{
    return bytes.isEmpty() ? QByteArray() : run(bytes, Z_NO_FLUSH);
}

QByteArray Deflater::finish()
{
    QByteArray rest = run({}, Z_FINISH);
    deflateReset(&m_state->stream);
    return rest;
}

QByteArray deflated(QByteArrayView head, QByteArrayView bytes)
{
    thread_local Deflater deflater;
    QByteArray out = deflater.add(head);
    out += deflater.add(bytes);
    out += deflater.finish();
    return out;
}

} // namespace pulse::git
