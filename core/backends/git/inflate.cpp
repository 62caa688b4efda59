// SPDX-License-Identifier: Apache-2.0
#include "inflate.h"

#include <limits>
#include <zlib.h>

namespace pulse::git {

struct Inflater::State
{
    z_stream stream{};
};

Inflater::Inflater()
    : m_state(std::make_unique<State>())
{
    if (inflateInit(&m_state->stream) != Z_OK)
        qBadAlloc();
}

Inflater::~Inflater()
{
    inflateEnd(&m_state->stream);
}

Inflater::Step Inflater::run(QByteArrayView compressed, std::span<char> plain)
{
    constexpr qsizetype most = std::numeric_limits<int>::max();
    z_stream &stream = m_state->stream;
    const auto in = static_cast<uInt>(qMin(compressed.size(), most));
    const auto room = static_cast<uInt>(qMin(std::ssize(plain), most));
    stream.next_in = const_cast<Bytef *>(reinterpret_cast<const Bytef *>(compressed.data())); // zlib reads only
    stream.avail_in = in;
    stream.next_out = reinterpret_cast<Bytef *>(plain.data());
    stream.avail_out = room;
    const int code = inflate(&stream, Z_NO_FLUSH);
    return {.taken = static_cast<qsizetype>(in - stream.avail_in),
            .given = static_cast<qsizetype>(room - stream.avail_out),
            .isAtEnd = code == Z_STREAM_END,
            .isDamaged = code != Z_OK && code != Z_STREAM_END && code != Z_BUF_ERROR};
}

} // namespace pulse::git
