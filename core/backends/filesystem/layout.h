// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pulse/model/label.h"
#include "pulse/model/name.h"
#include "pulse/model/version.h"
#include "pulse/storage/library_file.h"

#include <QByteArray>

// Names of the things in a library's folder (docs/backends/filesystem.md draws it).
namespace pulse::filesystem::layout {

inline constexpr int schema = LibraryFile::newestSchema;
inline constexpr int sealedSchema = LibraryFile::sealedSchema;

inline const QByteArray libraryFile = QByteArrayLiteral("library.json");
inline const QByteArray lockFile = QByteArrayLiteral(".lock");
inline const QByteArray prompts = QByteArrayLiteral("prompts");
inline const QByteArray trash = QByteArrayLiteral("trash");
inline const QByteArray contentFile = QByteArrayLiteral("content.md");
inline const QByteArray metadataFile = QByteArrayLiteral("metadata.json");
inline const QByteArray recordFile = QByteArrayLiteral("record.json");
inline const QByteArray trashedPrompt = QByteArrayLiteral("prompt");
inline const QByteArray latest = QByteArrayLiteral("latest");
inline const QByteArray lost = QByteArrayLiteral("lost");
inline const QByteArray upgrade = QByteArrayLiteral(".upgrade");
inline const QByteArray previousPrefix = QByteArrayLiteral(".schema-");
inline const QByteArray temporaryPrefix = QByteArrayLiteral(".tmp-");
inline const QByteArray droppedPrefix = QByteArrayLiteral(".tmp-dropped-"); // what a person wants to be gone
inline constexpr char labelPrefix = '@';
/// No folder of prompts lies deeper, since a name has no more bytes.
inline constexpr int deepestFolder = Name::maxBytes / 2;

[[nodiscard]] inline QByteArray fileName(const Version &version)
{
    return version.toString().toLatin1();
}

[[nodiscard]] inline QByteArray fileName(const Label &label)
{
    return labelPrefix + label.toString().toLatin1();
}

[[nodiscard]] inline QByteArray pathOf(const Name &name)
{
    return prompts + '/' + name.toString().toUtf8();
}

[[nodiscard]] inline QByteArray pathOf(const Name &name, const Version &version)
{
    return pathOf(name) + '/' + fileName(version);
}

/// The path of the directory above, or empty for one directly in the library's folder.
[[nodiscard]] inline QByteArray parentOf(const QByteArray &path)
{
    return path.left(qMax(qsizetype(0), path.lastIndexOf('/')));
}

[[nodiscard]] inline QByteArray leafOf(const QByteArray &path)
{
    return path.mid(path.lastIndexOf('/') + 1);
}

/// What a library in an object store has beside these, and what a copy of one brings along.
[[nodiscard]] inline bool isOfObjectStores(const QByteArray &name)
{
    return name == "locks" || name == "changes";
}

/// Names that Pulse itself gives to what is not finished; never shown.
[[nodiscard]] inline bool isTemporary(const QByteArray &name)
{
    return name.startsWith(temporaryPrefix);
}

} // namespace pulse::filesystem::layout
