// SPDX-License-Identifier: Apache-2.0
#include "prompt_objects.h"

#include "key_stream.h"
#include "object_keys.h"
#include "pulse/base/parallel.h"

#include <numeric>

using namespace Qt::StringLiterals;

namespace pulse::objects {

std::vector<Version> PromptObjects::published() const
{
    std::vector<Version> all;
    for (const auto &[version, objects] : versions) {
        if (objects.isPublished())
            all.push_back(version);
    }
    return all;
}

void PromptObjects::add(const ObjectInfo &info, const QString &prompt)
{
    using Kind = keys::Place::Kind;
    const keys::Place place = keys::placeOf(info.key);
    if (place.prompt != prompt || place.kind == Kind::Other)
        return;
    if (place.kind == Kind::Metadata) {
        versions[*place.version].metadata = info;
    } else if (place.kind == Kind::Content) {
        versions[*place.version].contents.push_back(info);
    } else if (place.leaf == keys::latestLeaf) {
        latest = info;
    } else if (const auto label = Label::parse(QStringView(place.leaf).sliced(1))) {
        labels.insert_or_assign(*label, info);
    }
}

namespace {

// A prompt that is also a large folder: only its own levels are listed.
Result<PromptObjects> loadByLevels(const Session &session, const Call &call, const Name &name)
{
    PromptObjects objects;
    std::vector<QString> folders;
    const auto add = [&](const ObjectInfo &info) { objects.add(info, name.toString()); };
    const auto note = [&](const QString &folder) {
        if (keys::placeOf(folder + keys::metadataLeaf).prompt == name.toString())
            folders.push_back(folder);
    };
    if (auto listed = session.list(call, keys::of(name), add, note); !listed)
        return failure(std::move(listed));
    std::vector<Result<void>> outcomes(folders.size());
    std::mutex mutex;
    forEachInParallel(session.parts().workers, folders.size(), [&](size_t i) {
        outcomes[i] = session.list(call, folders[i], [&](const ObjectInfo &info) {
            const std::scoped_lock lock(mutex);
            add(info);
        });
    });
    for (auto &outcome : outcomes) {
        if (!outcome)
            return failure(std::move(outcome));
    }
    return objects;
}

} // namespace

Result<PromptObjects> loadPrompt(const Session &session, const Call &call, const Name &name)
{
    if (auto go = call.checkStop(); !go)
        return failure(std::move(go));
    const auto page = session.page(call, {.prefix = keys::of(name)});
    if (!page)
        return failure(page);
    Result<PromptObjects> objects;
    if (page->next.isEmpty()) {
        for (const ObjectInfo &info : page->objects)
            objects->add(info, name.toString());
    } else {
        objects = loadByLevels(session, call, name);
    }
    if (objects && objects->published().empty()) {
        if (auto present = session.confirmPresence(call); !present)
            return failure(std::move(present));
    }
    return objects;
}

namespace {

/// Prompts out of one listing of all that lies between them, for as long as that pays.
class RangeOfPrompts
{
public:
    static constexpr int worthAPage =
        50; // prompts: a page of a thousand keys costs a server as much as so many short ones

    RangeOfPrompts(const Session &session, const Call &call, std::span<const Name> names)
        : m_stream(session, call, keys::prompts, keys::of(*std::ranges::min_element(names, byKey)))
        , m_found(names.size())
        , m_isWhole(names.size(), false)
    {
        for (size_t i = 0; i < names.size(); ++i) {
            m_indexes[names[i].toString()].push_back(i);
            m_order.push_back(i);
        }
        std::ranges::sort(m_order, byKey, [&](size_t i) -> const Name & { return names[i]; });
        m_names = names;
    }

    /// Whether so many of the first keys are those of these prompts that whole pages may pay.
    [[nodiscard]] static bool isDense(const Session &session, const Call &call, std::span<const Name> names)
    {
        constexpr int sample = 100;
        const auto page = session.page(
            call,
            {.prefix = keys::prompts, .after = keys::of(*std::ranges::min_element(names, byKey)), .limit = sample});
        if (!page) // is told where it matters
            return false;
        std::set<QString> wanted;
        for (const Name &name : names)
            wanted.insert(name.toString());
        std::set<QString> found;
        for (const ObjectInfo &info : page->objects) {
            const QString prompt = keys::placeOf(info.key).prompt;
            if (wanted.contains(prompt))
                found.insert(prompt);
        }
        return page->next.isEmpty() || std::ssize(found) * 1000 >= qsizetype(sample) * worthAPage;
    }

    Result<void> run()
    {
        for (const size_t i : m_order) {
            const QString prefix = keys::of(m_names[i]);
            const auto next = peek();
            if (!next)
                return failure(next);
            if (*next != nullptr && keys::less((*next)->key, prefix))
                m_stream.skipTo(prefix);
            if (auto read = readTo(keys::behind(prefix)); !read)
                return read;
            if (!m_pays)
                return {};
            m_isWhole[i] = true;
        }
        return {};
    }

    [[nodiscard]] bool isWhole(size_t i) const { return m_isWhole[i]; }
    [[nodiscard]] PromptObjects &found(size_t i) { return m_found[i]; }

private:
    static bool byKey(const Name &a, const Name &b) { return keys::less(keys::of(a), keys::of(b)); }

    // Notes with each page whether the one before was worth it.
    Result<const ObjectInfo *> peek()
    {
        auto next = m_stream.peek();
        if (m_stream.pages() > m_pages) {
            m_pays = m_pages == 0 || m_foundInPage >= worthAPage;
            m_pages = m_stream.pages();
            m_foundInPage = 0;
        }
        return next;
    }

    // As long as it pays.
    Result<void> readTo(const QString &end)
    {
        while (true) {
            const auto next = peek();
            if (!next)
                return failure(next);
            if (!m_pays || *next == nullptr || !keys::less((*next)->key, end))
                return {};
            add(**next);
            m_stream.take();
        }
    }

    void add(const ObjectInfo &info)
    {
        const auto found = m_indexes.find(keys::placeOf(info.key).prompt);
        if (found == m_indexes.end())
            return;
        if (m_last != found->first) {
            m_last = found->first;
            ++m_foundInPage;
        }
        for (const size_t i : found->second)
            m_found[i].add(info, found->first);
    }

    std::span<const Name> m_names;
    KeyStream m_stream;
    std::map<QString, std::vector<size_t>> m_indexes;
    std::vector<size_t> m_order;
    std::vector<PromptObjects> m_found;
    std::vector<bool> m_isWhole;
    QString m_last; ///< prompt that was found
    int m_pages = 0;
    int m_foundInPage = 0;
    bool m_pays = true;
};

} // namespace

std::vector<Result<PromptObjects>> loadPrompts(const Session &session, const Call &call, std::span<const Name> names)
{
    std::vector<Result<PromptObjects>> all(names.size());
    std::vector<size_t> left(names.size());
    std::iota(left.begin(), left.end(), size_t(0));
    // Where folders are things of their own, a listing of all that lies between asks for each of them.
    if (std::ssize(names) >= RangeOfPrompts::worthAPage && !session.can().claims &&
        RangeOfPrompts::isDense(session, call, names)) {
        RangeOfPrompts range(session, call, names);
        auto read = range.run();
        bool isOneAbsent = false;
        for (const size_t i : left)
            isOneAbsent = isOneAbsent || (range.isWhole(i) && range.found(i).published().empty());
        if (read && isOneAbsent)
            read = session.confirmPresence(call);
        if (!read)
            return std::vector<Result<PromptObjects>>(names.size(), std::unexpected(read.error()));
        std::erase_if(left, [&](size_t i) {
            if (range.isWhole(i))
                all[i] = std::move(range.found(i));
            return range.isWhole(i);
        });
    }
    forEachInParallel(session.parts().workers, left.size(), [&](size_t at) {
        const size_t i = left[at];
        all[i] = loadPrompt(session, call, names[i]);
    });
    return all;
}

Result<std::optional<VersionRecord>> readRecord(const Session &session, const Call &call, const VersionKey &key,
                                                QByteArray *etag)
{
    const auto there = session.read(call, keys::metadataOf(key));
    if (!there)
        return failure(there);
    if (!*there || isTombstone((*there)->info.size)) {
        if (auto present = session.confirmPresence(call); !present)
            return failure(std::move(present));
        return std::optional<VersionRecord>();
    }
    if (etag)
        *etag = (*there)->info.etag;
    auto record = decodeRecord(call, key, (*there)->bytes);
    if (!record)
        return failure(std::move(record));
    return std::optional(*std::move(record));
}

std::optional<Version> versionIn(const QByteArray &pointer)
{
    QByteArrayView text(pointer);
    if (text.endsWith('\n'))
        text.chop(1);
    auto version = Version::parse(QString::fromUtf8(text));
    return version ? std::optional(*std::move(version)) : std::nullopt;
}

QByteArray pointerTo(const Version &version)
{
    return version.toString().toLatin1() + '\n';
}

Result<LabelMap> readLabels(const Session &session, const Call &call, const PromptObjects &objects)
{
    const std::vector<std::pair<Label, ObjectInfo>> all(objects.labels.begin(), objects.labels.end());
    std::vector<Result<std::optional<ObjectData>>> read(all.size());
    forEachInParallel(session.parts().workers, all.size(),
                      [&](size_t at) { read[at] = session.read(call, all[at].second.key); });
    LabelMap labels;
    for (size_t i = 0; i < all.size(); ++i) {
        if (!read[i])
            return failure(read[i]);
        const auto version = *read[i] ? versionIn((*read[i])->bytes) : std::nullopt;
        const auto target = version ? objects.versions.find(*version) : objects.versions.end();
        if (target != objects.versions.end() && target->second.isPublished())
            labels.emplace(all[i].first, *version);
    }
    return labels;
}

bool pointLatest(const Session &session, const Call &call, const Name &name, const PromptObjects &objects,
                 NamesHeld names)
{
    using State = Session::Written::State;
    constexpr int rounds = 5;
    const bool mayMake = names == NamesHeld::Yes || !session.can().createsOnce;
    const QString key = keys::latestOf(name);
    PromptObjects now = objects;
    bool isSeen = false;
    for (int round = 0; round < rounds; ++round) {
        const auto latest = latestOf(now.published());
        const bool canMatch = now.latest && !now.latest->etag.isEmpty();
        if (latest ? !canMatch && !mayMake : !now.latest)
            return isSeen;
        if (latest) {
            const auto condition = canMatch     ? ObjectCondition::matches(now.latest->etag)
                                   : now.latest ? ObjectCondition()
                                                : ObjectCondition::absent();
            const auto put = session.put(call, key, pointerTo(*latest), condition);
            isSeen = isSeen || (put && put->there);
            if (!put || put->state != State::Taken)
                return isSeen || (put && put->state == State::Done && canMatch && session.can().replacesMatching);
        } else if (const auto removed = session.removeOnce(call, key); !removed || !*removed) {
            return isSeen;
        }
        auto again = loadPrompt(session, call, name);
        if (!again)
            return isSeen;
        now = *std::move(again);
        const auto there = now.latest ? session.read(call, key) : Result<std::optional<ObjectData>>(std::nullopt);
        if (!there || (*there ? versionIn((*there)->bytes) : std::nullopt) == latestOf(now.published()))
            return isSeen || (there && *there);
    }
    return isSeen;
}

} // namespace pulse::objects
