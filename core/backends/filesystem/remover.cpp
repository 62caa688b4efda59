// SPDX-License-Identifier: Apache-2.0
#include "remover.h"

#include "layout.h"
#include "pointers.h"
#include "pulse/fs/file_io.h"

using namespace Qt::StringLiterals;

namespace pulse::filesystem {

Result<QString> Remover::run(const Name &name, const std::optional<Version> &version, const std::stop_token &stop)
{
    auto writing = Writing::begin(m_library, m_call, stop);
    if (!writing)
        return failure(std::move(writing));
    if (auto selected = select(name, version); !selected)
        return failure(std::move(selected));
    const TrashRecord record = recordOf(name, version);
    const auto entry = m_trash.make(m_call, *writing, record);
    if (!entry)
        return failure(entry);
    const bool asOne = !version && isPlain();
    const auto moved = asOne ? moveWhole(*writing, *entry, name) : moveVersions(*entry);
    if (!moved) {
        if (!m_moved)
            (void)m_trash.destroy(m_call, record.entry.id);
        return failure(moved);
    }
    for (const Version &gone : record.entry.versions)
        m_library.damage().clear({name, gone});
    m_prompt.reset();
    writing->removeEmpty(asOne ? layout::parentOf(layout::pathOf(name)) : layout::pathOf(name));
    return record.entry.id;
}

TrashRecord Remover::recordOf(const Name &name, const std::optional<Version> &version) const
{
    return {.entry = {.id = m_trash.newId(),
                      .name = name,
                      .versions = version ? std::vector{*version} : m_contents.versions,
                      .wholePrompt = !version,
                      .removedAt = m_library.now(),
                      .removedBy = m_library.author()},
            .labels = version ? LabelMap() : m_labels};
}

Result<void> Remover::record(Writing &writing, const Name &name)
{
    m_record = recordOf(name, {});
    auto entry = m_trash.make(m_call, writing, *m_record, Syncing::Wholesale);
    if (!entry)
        return failure(std::move(entry));
    m_entry = *std::move(entry);
    return {};
}

void Remover::withdraw()
{
    m_entry.reset();
    (void)m_trash.destroy(m_call, m_record->entry.id);
}

Result<void> Remover::move(Writing &writing, const Name &name)
{
    auto moved = moveInto(writing, m_entry, name);
    if (!moved)
        withdraw();
    return moved;
}

QString Remover::finish(Writing &writing, const Name &name)
{
    for (const Version &gone : m_record->entry.versions)
        m_library.damage().clear({name, gone});
    m_prompt.reset();
    writing.removeEmpty(layout::parentOf(layout::pathOf(name)));
    return m_record->entry.id;
}

Result<void> Remover::select(const Name &name, const std::optional<Version> &version)
{
    auto prompt = m_library.openPrompt(m_call, name);
    if (!prompt)
        return failure(std::move(prompt));
    m_prompt = *std::move(prompt);
    auto contents = m_library.read(m_call, m_prompt);
    if (!contents)
        return failure(std::move(contents));
    m_contents = *std::move(contents);
    auto labels = readLabels(m_library.fs(), m_prompt.get(), m_contents);
    if (!labels)
        return m_call.fails(labels.error());
    m_labels = *std::move(labels);
    for (const Version &present : m_contents.versions)
        m_going.append(layout::fileName(present));
    for (const DirectoryEntry &present : m_contents.falseVersions)
        m_going.append(present.name);
    if (!version) {
        if (m_going.isEmpty())
            return m_call.fails(ErrorCode::NotFound,
                                u"There is no prompt “%1” in this library."_s.arg(name.toString()));
        return {};
    }
    if (!m_going.contains(layout::fileName(*version)))
        return m_call.fails(ErrorCode::NotFound,
                            u"“%1” has no version %2."_s.arg(name.toString(), version->toString()));
    for (const auto &[label, target] : m_labels) {
        if (target == *version)
            return m_call.fails(ErrorCode::Conflict,
                                u"The label “%1” points at %2. Move or remove the label first."_s.arg(label.toString(),
                                                                                                      m_call.subject));
    }
    m_going = {layout::fileName(*version)};
    return {};
}

Result<void> Remover::moveWhole(Writing &writing, const Descriptor &entry, const Name &name)
{
    Fs &fs = m_library.fs();
    if (const auto synced = fs.sync(m_prompt.get()); !synced)
        return m_call.fails(synced.error());
    if (auto moved = moveInto(writing, entry, name); !moved)
        return moved;
    for (const int changed : {entry.get(), m_parent.get()}) {
        if (const auto synced = fs.sync(changed); !synced)
            return m_library.loseTrust(m_call, synced.error());
    }
    return {};
}

Result<void> Remover::moveInto(Writing &writing, const Descriptor &entry, const Name &name)
{
    const QByteArray path = layout::pathOf(name);
    auto parent = m_library.openDirectory(m_call, layout::parentOf(path));
    if (!parent)
        return failure(std::move(parent));
    m_parent = *std::move(parent);
    const auto moved = renameWithoutReplacing(m_library.fs(), m_parent.get(), layout::leafOf(path), entry.get(),
                                              layout::trashedPrompt);
    if (!moved)
        return m_call.fails(moved.error());
    m_moved = true;
    writing.forget(path);
    return {};
}

// Before a version goes, nothing may point at it any more, on the disk too.
Result<void> Remover::retractPointers()
{
    Fs &fs = m_library.fs();
    std::vector<Version> staying;
    std::ranges::copy_if(m_contents.versions, std::back_inserter(staying),
                         [&](const Version &version) { return !m_going.contains(layout::fileName(version)); });
    for (const DirectoryEntry &pointer : m_contents.pointers) {
        if (pointer.name == layout::latest || pointer.type == EntryType::Directory)
            continue;
        const auto target = tryReadPointer(fs, m_prompt.get(), pointer);
        if (!target)
            return m_call.fails(target.error());
        if (*target && std::ranges::binary_search(staying, **target))
            continue;
        if (const auto removed = fs.removeFile(m_prompt.get(), pointer.name); !removed)
            return m_call.fails(removed.error());
    }
    if (const auto pointed = pointLatest(m_library, m_prompt.get(), m_contents, staying); !pointed)
        return m_call.fails(pointed.error());
    if (const auto synced = fs.sync(m_prompt.get()); !synced)
        return m_library.loseTrust(m_call, synced.error());
    return {};
}

Result<void> Remover::moveVersions(const Descriptor &entry)
{
    Fs &fs = m_library.fs();
    const auto payload = createDirectory(fs, entry.get(), layout::trashedPrompt);
    if (!payload)
        return m_call.fails(payload.error());
    if (const auto synced = fs.sync(entry.get()); !synced)
        return m_call.fails(synced.error());
    if (auto retracted = retractPointers(); !retracted)
        return retracted;
    Sys<void> moved;
    for (const QByteArray &version : m_going) {
        moved = renameWithoutReplacing(fs, m_prompt.get(), version, payload->get(), version);
        if (!moved)
            break; // what went already is made durable, so that both ends agree on it
        m_moved = true;
    }
    for (const int changed : {payload->get(), m_prompt.get()}) {
        if (const auto synced = fs.sync(changed); !synced)
            return m_library.loseTrust(m_call, synced.error());
    }
    if (!moved)
        return m_call.fails(moved.error());
    return {};
}

} // namespace pulse::filesystem
