// SPDX-License-Identifier: Apache-2.0
#include "staging.h"

#include "layout.h"
#include "pulse/fs/file_io.h"

namespace pulse::filesystem {

Staging::Staging(const Library &library, int parent, QByteArray name, Descriptor directory)
    : m_library(&library)
    , m_parent(parent)
    , m_name(std::move(name))
    , m_directory(std::move(directory))
{}

Sys<Staging> Staging::make(const Library &library, int parent)
{
    QByteArray name = library.temporaryName();
    auto directory = createDirectory(library.fs(), parent, name);
    if (!directory)
        return std::unexpected(directory.error());
    return Staging(library, parent, std::move(name), *std::move(directory));
}

Staging::~Staging()
{
    if (m_name.isEmpty())
        return;
    m_content.reset();
    m_metadata.reset();
    m_directory.reset();
    (void)removeTree(m_library->fs(), m_parent, m_name); // what stays is hidden, and repair removes it
}

Sys<int> Staging::createContent()
{
    auto file = createFile(m_library->fs(), m_directory.get(), layout::contentFile, {});
    if (!file)
        return std::unexpected(file.error());
    m_content = *std::move(file);
    return m_content.get();
}

Sys<void> Staging::writeContent(QByteArrayView content)
{
    auto file = createFile(m_library->fs(), m_directory.get(), layout::contentFile, content);
    if (!file)
        return std::unexpected(file.error());
    m_content = *std::move(file);
    return {};
}

Sys<void> Staging::writeMetadata(QByteArrayView json)
{
    auto file = createFile(m_library->fs(), m_directory.get(), layout::metadataFile, json);
    if (!file)
        return std::unexpected(file.error());
    m_metadata = *std::move(file);
    return {};
}

void Staging::startWriteback(bool contentToo)
{
    if (contentToo)
        m_library->fs().startWriteback(m_content.get());
    m_library->fs().startWriteback(m_metadata.get());
}

Sys<void> Staging::sync()
{
    Fs &fs = m_library->fs();
    for (Descriptor *file : {&m_content, &m_metadata, &m_directory}) {
        if (const auto synced = fs.sync(file->get()); !synced)
            return synced;
        file->reset();
    }
    return {};
}

Sys<void> Staging::moveTo(int directory, const QByteArray &name)
{
    const auto moved = renameWithoutReplacing(m_library->fs(), m_parent, m_name, directory, name);
    if (moved)
        m_name.clear();
    return moved;
}

} // namespace pulse::filesystem
