// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "library.h"

namespace pulse::filesystem {

/// A version in the making: a temporary directory with its two files, which becomes visible only by a rename. What
/// was not released is deleted by the destructor.
class Staging
{
public:
    /// `parent` must stay open while this exists.
    [[nodiscard]] static Sys<Staging> make(const Library &library, int parent);
    Staging(Staging &&) = default;
    Staging &operator=(Staging &&) = delete;
    ~Staging();

    [[nodiscard]] const Descriptor &directory() const { return m_directory; }

    /// The file, to be filled by the caller.
    [[nodiscard]] Sys<int> createContent();
    [[nodiscard]] Sys<void> writeContent(QByteArrayView content);
    [[nodiscard]] Sys<void> writeMetadata(QByteArrayView json);
    /// Lets the disk begin, so that the sync of several files is one transaction and not one each.
    void startWriteback(bool contentToo);
    /// Makes both files and the directory durable, and closes them. G7: a failure is final, the bytes have to be
    /// written again into other files.
    [[nodiscard]] Sys<void> sync();
    /// Publishes: nothing is replaced (EEXIST).
    [[nodiscard]] Sys<void> moveTo(int directory, const QByteArray &name);

private:
    Staging(const Library &library, int parent, QByteArray name, Descriptor directory);

    const Library *m_library;
    int m_parent;
    QByteArray m_name; // empty once published or moved from
    Descriptor m_directory;
    Descriptor m_content;
    Descriptor m_metadata;
};

} // namespace pulse::filesystem
