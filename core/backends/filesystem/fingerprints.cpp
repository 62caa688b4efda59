// SPDX-License-Identifier: Apache-2.0
#include "fingerprints.h"

#include "layout.h"
#include "pulse/fs/file_io.h"

#include <QStringDecoder>
#include <bit>
#include <cerrno>
#include <chrono>

using namespace Qt::StringLiterals;

namespace pulse::filesystem {
namespace {

// The coarsest times that a file system in use keeps are those of FAT.
constexpr std::chrono::seconds unsettled{2};

std::int64_t nowNs()
{
    return std::chrono::duration_cast<std::chrono::nanoseconds>(
               (std::chrono::system_clock::now() - unsettled).time_since_epoch())
        .count();
}

/// A running hash of 128 bits. It guards against nobody: whoever can choose these times can write to the library.
class Mixer
{
public:
    void add(std::uint64_t value)
    {
        m_low = std::rotl((m_low ^ value) * 0x9E3779B97F4A7C15ULL, 29) + m_high;
        m_high = std::rotl((m_high ^ value) * 0xC2B2AE3D27D4EB4FULL, 31) + m_low;
    }
    void add(const QByteArray &bytes)
    {
        add(static_cast<std::uint64_t>(bytes.size()));
        for (qsizetype i = 0; i < bytes.size(); i += 8) {
            std::uint64_t word = 0;
            std::memcpy(&word, bytes.constData() + i, static_cast<size_t>(std::min<qsizetype>(8, bytes.size() - i)));
            add(word);
        }
    }
    [[nodiscard]] QByteArray bytes()
    {
        add(m_low);
        add(m_high);
        QByteArray all(16, Qt::Uninitialized);
        std::memcpy(all.data(), &m_low, 8);
        std::memcpy(all.data() + 8, &m_high, 8);
        return all;
    }

private:
    std::uint64_t m_low = 0x243F6A8885A308D3ULL;
    std::uint64_t m_high = 0x13198A2E03707344ULL;
};

} // namespace

Fingerprints::Fingerprints(const Library &library, Call call, std::stop_token stop)
    : m_library(library)
    , m_call(std::move(call))
    , m_stop(std::move(stop))
    , m_settledBefore(nowNs())
{}

Result<std::vector<FingerprintStorage::Item>> Fingerprints::run()
{
    if (auto go = m_call.checkStop(m_stop); !go)
        return failure(std::move(go));
    const auto root = open(m_library.fs(), m_library.root(), layout::prompts, Fs::Access::Directory);
    if (!root) {
        auto error = m_library.explain(m_call, root.error(), layout::prompts);
        if (error.error().code() == ErrorCode::NotFound)
            return m_items;
        return error;
    }
    if (auto looked = look(*root, {}, 0); !looked)
        return failure(std::move(looked));
    return std::move(m_items);
}

Result<void> Fingerprints::look(const Descriptor &directory, const QByteArray &path, int depth)
{
    if (auto go = m_call.checkStop(m_stop); !go)
        return go;
    const auto contents = readPromptDirectory(m_library.fs(), directory.get());
    if (!contents)
        return skip(contents.error(), path);
    if (depth > 0 && contents->isPrompt()) {
        auto fingerprint = fingerprintOf(directory, *contents);
        QString damage;
        if (contents->versions.empty())
            damage = u"Its version “%1” is not a folder. Run verify to see what is wrong."_s.arg(
                QString::fromUtf8(contents->falseVersions.first().name));
        add(path, damage, fingerprint ? *std::move(fingerprint) : QByteArray());
    }
    QList<QByteArray> children = contents->folders + contents->links;
    if (!contents->links.isEmpty())
        std::ranges::sort(children);
    for (const QByteArray &child : std::as_const(children)) {
        const QByteArray below = path.isEmpty() ? child : path + '/' + child;
        if (contents->links.contains(child)) {
            add(below, u"It is a symbolic link, which Pulse does not follow. Put the real folder in its place."_s, {});
        } else if (depth < layout::deepestFolder) {
            if (auto done = descend(directory, below, child, depth + 1); !done)
                return done;
        }
    }
    return {};
}

Result<void> Fingerprints::descend(const Descriptor &parent, const QByteArray &path, const QByteArray &leaf, int depth)
{
    const auto directory = open(m_library.fs(), parent.get(), leaf, Fs::Access::Directory);
    if (directory)
        return look(*directory, path, depth);
    return skip(directory.error(), path);
}

// G9: what cannot be looked at is not absent. Only what concerns this one folder for good is told with it.
Result<void> Fingerprints::skip(SystemFailure cause, const QByteArray &path)
{
    if (cause.number == ENOENT && !path.isEmpty())
        return {}; // removed meanwhile
    const bool isItsOwn = cause.number == EACCES || cause.number == EPERM || cause.number == ELOOP ||
                          cause.number == ENOTDIR || cause.number == EXDEV || cause.number == ENAMETOOLONG;
    if (path.isEmpty() || !isItsOwn)
        return m_library.explain(m_call, cause, path.isEmpty() ? layout::prompts : layout::prompts + '/' + path);
    add(path, systemError(cause.number, {}, QString::fromUtf8(path)).message(), {});
    return {};
}

Sys<QByteArray> Fingerprints::fingerprintOf(const Descriptor &directory, const PromptDirectory &contents) const
{
    Fs &fs = m_library.fs();
    Mixer mixer;
    bool isSettled = true;
    const auto addStatus = [&](const FileStatus &status) {
        mixer.add(status.inode);
        mixer.add(static_cast<std::uint64_t>(status.modifiedNs));
        mixer.add(static_cast<std::uint64_t>(status.changedNs));
        isSettled = isSettled && status.modifiedNs < m_settledBefore && status.changedNs < m_settledBefore;
    };
    const auto own = fs.status(directory.get());
    if (!own)
        return std::unexpected(own.error());
    // Its own times change with every pointer and version, and with prompts below it, which costs a reading more.
    addStatus(*own);
    const auto addEntry = [&](const QByteArray &name) -> Sys<void> {
        const auto status = fs.statusAt(directory.get(), name);
        if (!status)
            return std::unexpected(status.error());
        mixer.add(name);
        addStatus(*status);
        return {};
    };
    for (const Version &version : contents.versions) {
        if (const auto added = addEntry(layout::fileName(version)); !added)
            return std::unexpected(added.error());
    }
    for (const auto *entries : {&contents.pointers, &contents.falseVersions}) {
        QList<QByteArray> names;
        for (const DirectoryEntry &entry : *entries)
            names.append(entry.name);
        std::ranges::sort(names);
        for (const QByteArray &name : std::as_const(names)) {
            if (const auto added = addEntry(name); !added)
                return std::unexpected(added.error());
        }
    }
    return isSettled ? mixer.bytes() : QByteArray();
}

void Fingerprints::add(const QByteArray &path, const QString &damage, QByteArray fingerprint)
{
    Item item{.prompt = {.path = {}, .name = std::nullopt, .damage = damage}, .fingerprint = std::move(fingerprint)};
    QStringDecoder utf8(QStringDecoder::Utf8);
    item.prompt.path = utf8(path);
    auto name = Name::parse(item.prompt.path);
    if (utf8.hasError())
        item.prompt.damage = u"Its name is not in UTF-8 (%1). Rename the folder."_s.arg(item.prompt.path);
    else if (name)
        item.prompt.name = *std::move(name);
    else
        item.prompt.damage = name.error().message();
    m_items.push_back(std::move(item));
}

} // namespace pulse::filesystem
