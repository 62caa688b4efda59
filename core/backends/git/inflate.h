// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QByteArray>
#include <memory>
#include <span>

namespace pulse::git {

/// Undoes zlib's format (RFC 1950), in pieces. Not thread-safe.
class Inflater
{
public:
    Inflater();
    ~Inflater();
    Inflater(const Inflater &) = delete;
    Inflater &operator=(const Inflater &) = delete;

    struct Step
    {
        qsizetype taken = 0; ///< of the compressed bytes
        qsizetype given = 0; ///< plain ones
        bool isAtEnd = false;
        bool isDamaged = false;
    };
    /// Goes on until there is nothing more to take or no more room.
    [[nodiscard]] Step run(QByteArrayView compressed, std::span<char> plain);

private:
    struct State;
    std::unique_ptr<State> m_state;
};

} // namespace pulse::git
