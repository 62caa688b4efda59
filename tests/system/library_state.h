// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QMap>
#include <QSet>
#include <QString>
#include <QStringList>

namespace pulse::system_test {

/// What a library (or a settings file) holds, in words that can be compared: dates, ids and the order of things left
/// out.
struct LibraryState
{
    QSet<QString> items;     ///< "version a@1.0.0 sha256:… 12", "label a production 1.0.0", "trash a 1.0.0", …
    QSet<QString> contents;  ///< checksum of every content in a prompt or in the trash, temporaries aside
    QStringList damage;      ///< findings of damage, and what could not be read
    QStringList leftovers;   ///< other findings of verify
    QStringList temporaries; ///< paths of what is not finished

    friend bool operator==(const LibraryState &a, const LibraryState &b) { return a.items == b.items; }
};

/// Reads everything below `folder`: the libraries in `library` and `second`, the settings in `config`.
[[nodiscard]] LibraryState readState(const QString &folder);

/// What the one has and the other has not, for a message.
[[nodiscard]] QString difference(const LibraryState &from, const LibraryState &to);

} // namespace pulse::system_test
