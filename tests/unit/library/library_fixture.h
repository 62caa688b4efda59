// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pulse/backends/memory.h"
#include "pulse/library/library.h"
#include "pulse/storage/layer.h"

#include <QTest>

namespace pulse::test {

inline Name name(QStringView text)
{
    return Name::parse(text).value();
}

inline Version version(QStringView text)
{
    return Version::parse(text).value();
}

inline Label label(QStringView text)
{
    return Label::parse(text).value();
}

inline PromptRef ref(QStringView text)
{
    return PromptRef::parse(text).value();
}

inline std::shared_ptr<ManualClock> standingClock()
{
    return std::make_shared<ManualClock>(fromRfc3339(u"2024-06-01T12:00:00Z"));
}

inline std::shared_ptr<Storage> memoryStorage(std::shared_ptr<const Clock> clock)
{
    using namespace Qt::StringLiterals;
    OpenOptions options;
    options.mode = OpenOptions::Mode::CreateIfNone;
    options.author = u"Ada"_s;
    options.clock = std::move(clock);
    return MemoryBackend()(QUrl(u"memory:"_s), options).value();
}

/// A storage that shows some prompts as damaged, and can be made to fail as a whole.
class DamagedStorage : public Layer, public VersionedStorage, public MetadataStorage
{
public:
    using Layer::Layer;

    QStringList unreadablePrompts;  ///< whose versions cannot be listed
    QStringList unreadableVersions; ///< NAME@VERSION whose metadata and content cannot be read
    std::atomic<bool> isUnreachable = false;

    Capabilities capabilities() override
    {
        Capabilities all = beneath();
        all.versions = this;
        all.streams = nullptr; // would lead around the damage
        all.metadata = this;
        return all;
    }
    Result<ListPage> list(const ListQuery &query, std::stop_token stop) override
    {
        using namespace Qt::StringLiterals;
        if (isUnreachable)
            return failure(ErrorCode::Unavailable, u"list"_s, {}, u"The library cannot be reached."_s);
        auto page = Layer::list(query, stop);
        for (ListItem &item : page->items) {
            if (unreadablePrompts.contains(item.path))
                item.damage = u"Its folder is broken."_s;
        }
        return page;
    }
    Result<Prompt> fetch(const Name &name, const Version &version, std::stop_token stop) override
    {
        if (auto fine = check(name, version); !fine)
            return failure(fine);
        return Layer::fetch(name, version, stop);
    }
    Result<std::vector<Version>> versions(const Name &name, std::stop_token stop) override
    {
        using namespace Qt::StringLiterals;
        if (unreadablePrompts.contains(name.toString()))
            return failure(ErrorCode::NotFound, u"versions"_s, name.toString(), u"There is nothing here."_s);
        return beneath().versions->versions(name, stop);
    }
    Result<Version> latest(const Name &name, std::stop_token stop) override
    {
        return beneath().versions->latest(name, stop);
    }
    Result<Metadata> metadata(const Name &name, const Version &version, std::stop_token stop) override
    {
        if (auto fine = check(name, version); !fine)
            return failure(fine);
        return beneath().metadata->metadata(name, version, stop);
    }
    Result<Metadata> updateMetadata(const Name &name, const Version &version, const MetadataPatch &patch,
                                    std::stop_token stop) override
    {
        return beneath().metadata->updateMetadata(name, version, patch, stop);
    }

private:
    Result<void> check(const Name &name, const Version &version) const
    {
        using namespace Qt::StringLiterals;
        const QString key = VersionKey{name, version}.toString();
        if (!unreadableVersions.contains(key))
            return {};
        return failure(ErrorCode::Corrupt, u"fetch"_s, key, u"%1 is damaged."_s.arg(key));
    }
};

/// A library in memory whose clock stands still.
struct MemoryLibrary
{
    std::shared_ptr<ManualClock> clock = standingClock();
    std::shared_ptr<DamagedStorage> storage = std::make_shared<DamagedStorage>(memoryStorage(clock));
    std::shared_ptr<Library> library;

    MemoryLibrary()
    {
        using namespace Qt::StringLiterals;
        library =
            std::make_shared<Library>(storage, LibraryPolicy{u"Ada <ada@example.org>"_s, {u"production"_s}}, clock);
    }
    Library *operator->() const { return library.get(); }

    Result<StoreReceipt> publish(QStringView promptName, const QByteArray &content,
                                 std::optional<Version> exact = {}) const
    {
        PublishRequest request{.name = name(promptName), .content = content, .version = std::move(exact)};
        return library->publish(request, {});
    }
};

} // namespace pulse::test

/// Fails the test with the error's sentence where there is no value.
#define VERIFY_OK(result)                                                                                              \
    do {                                                                                                               \
        const auto &checked_ = (result);                                                                               \
        QVERIFY2(checked_.has_value(), checked_ ? "" : qPrintable(checked_.error().toString()));                       \
    } while (false)

#define VERIFY_FAILS(result, expected)                                                                                 \
    do {                                                                                                               \
        const auto &checked_ = (result);                                                                               \
        QVERIFY(!checked_.has_value());                                                                                \
        QCOMPARE(checked_.error().codeName(), pulse::errorCodeName(expected));                                         \
    } while (false)
