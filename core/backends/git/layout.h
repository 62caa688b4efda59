// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pulse/base/json.h"
#include "pulse/model/label.h"
#include "pulse/model/name.h"

// Names of the things in a library's tree: those of a library in a folder (docs/backends/filesystem.md).
namespace pulse::git::layout {

inline const QByteArray libraryFile = QByteArrayLiteral("library.json");
inline const QByteArray prompts = QByteArrayLiteral("prompts");
inline const QByteArray trash = QByteArrayLiteral("trash");
inline const QByteArray contentFile = QByteArrayLiteral("content.md");
inline const QByteArray metadataFile = QByteArrayLiteral("metadata.json");
inline const QByteArray recordFile = QByteArrayLiteral("record.json");
inline const QByteArray trashedPrompt = QByteArrayLiteral("prompt");
inline const QByteArray latest = QByteArrayLiteral("latest");
inline const QByteArray temporaryPrefix = QByteArrayLiteral(".tmp-");
inline constexpr char labelPrefix = '@';

// What the small things in a tree can have at most, in bytes. Whoever may push decides what they have.
inline constexpr qint64 largestFacts = JsonLimits{}.bytes; // library.json, metadata.json, record.json
inline constexpr qint64 longestPointer = 512;              // `latest` and labels

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

} // namespace pulse::git::layout
