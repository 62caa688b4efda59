// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pulse/objects/object_library.h"
#include "pulse/storage/capabilities.h"
#include "pulse/test/makers.h"
#include "pulse/test/memory_objects.h"
#include "pulse/test/temporary_library.h"

#include <QDir>
#include <QFile>
#include <QTest>
#include <algorithm>
#include <atomic>
#include <functional>
#include <map>
#include <random>
#include <set>

namespace pulse::test {

/// Time that only tests move: the server's clock and everybody's sense of how much of it went by.
class TestTime
{
public:
    TestTime()
        : m_clock(std::make_shared<ManualClock>(makeTime(u"2024-06-01T12:00:00Z")))
    {}
    [[nodiscard]] const std::shared_ptr<ManualClock> &serverClock() const { return m_clock; }
    [[nodiscard]] std::chrono::milliseconds elapsed() const { return std::chrono::milliseconds(m_elapsed.load()); }
    void pass(std::chrono::milliseconds by)
    {
        m_clock->advance(by);
        m_elapsed += by.count();
    }

private:
    std::shared_ptr<ManualClock> m_clock;
    std::atomic<qint64> m_elapsed = 1'000'000;
};

struct ObjectMode
{
    const char *name;
    ObjectAbilities abilities;
    bool ignoresConditions = false;
};

inline const std::vector<ObjectMode> &objectModes()
{
    static const std::vector<ObjectMode> all{
        {"conditional", {.createsOnce = true, .claims = false, .replacesMatching = true, .copies = true}},
        {"creating", {.createsOnce = true, .claims = false, .replacesMatching = false, .copies = false}},
        {"claims", {.createsOnce = false, .claims = true, .replacesMatching = false, .copies = true}},
        {"blind", {}, true}};
    return all;
}

/// One server and those who work on it.
class ObjectWorkshop
{
public:
    explicit ObjectWorkshop(const ObjectMode &mode, int pageSize = 1000)
        : m_server(std::make_shared<ObjectServer>(ObjectServer::Options{.abilities = mode.abilities,
                                                                        .ignoresConditions = mode.ignoresConditions,
                                                                        .pageSize = pageSize,
                                                                        .clock = m_time.serverClock()}))
    {}

    using Sleep = std::function<void(std::chrono::milliseconds)>;
    /// A handle as client `number`. While it waits, time passes.
    [[nodiscard]] Result<std::shared_ptr<Storage>> tryOpen(int number, OpenOptions::Mode mode, Sleep sleep = {})
    {
        OpenOptions options = makeOptions();
        options.mode = mode;
        ObjectParts parts = systemObjectParts();
        parts.workers = 1;
        parts.longestInline = m_longestInline;
        parts.claims = m_claims;
        parts.elapsed = [this] { return m_time.elapsed(); };
        parts.sleep = [this, sleep](std::chrono::milliseconds duration, const std::stop_token &stop) {
            m_time.pass(duration);
            if (sleep)
                sleep(duration);
            return !stop.stop_requested();
        };
        const auto random = std::make_shared<std::mt19937>(static_cast<unsigned>(++m_opened * 7919 + number));
        parts.random = [random](int count) {
            QByteArray bytes(count, '\0');
            for (char &byte : bytes)
                byte = static_cast<char>((*random)() & 0xFF);
            return bytes;
        };
        return openObjectLibrary(ObjectServer::connect(m_server, number), options, parts);
    }
    [[nodiscard]] std::shared_ptr<Storage> open(int number, Sleep sleep = {})
    {
        auto storage = tryOpen(number, OpenOptions::Mode::CreateIfNone, std::move(sleep));
        if (!storage)
            qFatal("The library does not open: %s", qUtf8Printable(storage.error().toString()));
        return *storage;
    }
    [[nodiscard]] ObjectServer &server() { return *m_server; }
    [[nodiscard]] const std::shared_ptr<ObjectServer> &share() const { return m_server; }
    [[nodiscard]] TestTime &time() { return m_time; }
    /// For handles that are opened from now on. None unless it is called: whoever reads a version gets its content out
    /// of the object that holds it then, and notices where the protocol loses one.
    void keepInline(qint64 longest) { m_longestInline = longest; }
    /// For handles that are opened from now on, as of one machine. None unless it is called.
    void keepClaims(const QString &folder) { m_claims = folder; }

private:
    TestTime m_time;
    std::shared_ptr<ObjectServer> m_server;
    QString m_claims;
    int m_opened = 0;
    qint64 m_longestInline = -1;
};

/// As any tool that copies a bucket does, for a person who keeps their files to themselves.
inline void copyInto(const std::map<QString, QByteArray> &objects, const QString &folder)
{
    using namespace Qt::StringLiterals;
    constexpr auto privateFolder = QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner;
    QVERIFY(QFile::setPermissions(folder, privateFolder));
    for (const auto &[key, bytes] : objects) {
        QString path = folder;
        QStringList folders = key.split(u'/');
        folders.removeLast();
        for (const QString &segment : std::as_const(folders)) {
            path += u'/' + segment;
            if (!QDir(path).exists())
                QVERIFY(QDir().mkdir(path, privateFolder));
        }
        QFile file(folder + u'/' + key);
        QVERIFY(file.open(QIODevice::WriteOnly, QFile::ReadOwner | QFile::WriteOwner));
        QCOMPARE(file.write(bytes), bytes.size());
    }
}

/// All that a library holds, a line a fact, for comparing; a line that begins with "FORBIDDEN" where it shows what
/// must never be seen.
inline std::set<QString> factsOf(Storage &storage)
{
    using namespace Qt::StringLiterals;
    std::set<QString> facts;
    const Capabilities can = storage.capabilities();
    const auto page = storage.list({}, {});
    if (!page)
        return {u"FORBIDDEN list: "_s + page.error().toString()};
    for (const ListItem &item : page->items) {
        const auto versions =
            item.name ? can.versions->versions(*item.name, {}) : failure(ErrorCode::Corrupt, {}, {}, {});
        const auto labels = item.name ? can.labels->labels(*item.name, {}) : failure(ErrorCode::Corrupt, {}, {}, {});
        if (!versions || !labels) {
            facts.insert(u"FORBIDDEN "_s + item.path);
            continue;
        }
        for (const Version &version : *versions) {
            const auto prompt = storage.fetch(*item.name, version, {});
            facts.insert(prompt ? u"version %1@%2 “%3” [%4]"_s.arg(item.path, version.toString(),
                                                                   QString::fromUtf8(prompt->content),
                                                                   prompt->metadata.tags.toList().join(u','))
                                : u"FORBIDDEN "_s + prompt.error().toString());
        }
        for (const auto &[label, target] : *labels)
            facts.insert(
                u"label %1 %2 %3%4"_s.arg(std::ranges::contains(*versions, target) ? QString() : u"FORBIDDEN "_s,
                                          item.path, label.toString(), target.toString()));
    }
    return facts;
}

inline QString joined(const std::set<QString> &facts)
{
    return QStringList(facts.begin(), facts.end()).join(u'\n');
}

/// A change of the library that every workshop begins with (see furnish()).
struct ObjectChange
{
    const char *name;
    std::function<Result<void>(Storage &)> make;
    /// Codes that a repetition may answer when the first attempt had succeeded after all.
    std::vector<ErrorCode> whenDone = {};
};

template <typename T>
Result<void> outcome(const Result<T> &result)
{
    return result ? Result<void>() : Result<void>(std::unexpected(result.error()));
}

/// a@1.0.0 (production) and a@1.1.0; folder/b@1.0.0; in the trash c@1.0.0 with a label.
inline void furnish(Storage &storage)
{
    using namespace Qt::StringLiterals;
    const auto must = [](const auto &result) {
        if (!result)
            qFatal("What the test rests on failed: %s", qUtf8Printable(result.error().toString()));
    };
    const Capabilities can = storage.capabilities();
    for (const auto &[name, version] : {std::pair(u"a"_s, u"1.0.0"_s), std::pair(u"a"_s, u"1.1.0"_s),
                                        std::pair(u"folder/b"_s, u"1.0.0"_s), std::pair(u"c"_s, u"1.0.0"_s)})
        must(storage.store(makePrompt(name, version), {}));
    must(can.labels->setLabel(makeName(u"a"), makeLabel(u"production"), makeVersion(u"1.0.0"), {}, {}));
    must(can.labels->setLabel(makeName(u"c"), makeLabel(u"kept"), makeVersion(u"1.0.0"), {}, {}));
    must(storage.remove(makeName(u"c"), {}, {}));
}

inline const std::vector<ObjectChange> &objectChanges()
{
    using namespace Qt::StringLiterals;
    static const Name a = makeName(u"a");
    static const Version first = makeVersion(u"1.0.0");
    static const Version second = makeVersion(u"1.1.0");
    static const std::vector<ObjectChange> all{
        {"publish a prompt", [](Storage &s) { return outcome(s.store(makePrompt(u"new", u"1.0.0", "new"), {})); }},
        {"publish a version",
         [](Storage &s) { return outcome(s.store(makePrompt(a, makeVersion(u"2.0.0"), "2"), {})); }},
        {"publish the same", [](Storage &s) { return outcome(s.store(makePrompt(u"a", u"1.0.0"), {})); }},
        {"publish a batch",
         [](Storage &s) {
             const std::vector<Prompt> prompts{makePrompt(u"new/x", u"1.0.0"), makePrompt(u"a", u"3.0.0"),
                                               makePrompt(u"new/x", u"1.1.0")};
             for (const auto &receipt : s.capabilities().batches->storeMany(prompts, {}, {})) {
                 if (!receipt)
                     return outcome(receipt);
             }
             return Result<void>();
         }},
        {"edit",
         [](Storage &s) {
             return outcome(s.capabilities().metadata->updateMetadata(a, first, {.addTags = {u"tag"_s}}, {}));
         }},
        {"set a label",
         [](Storage &s) { return s.capabilities().labels->setLabel(a, makeLabel(u"new"), second, {}, {}); }},
        {"move a label",
         [](Storage &s) { return s.capabilities().labels->setLabel(a, makeLabel(u"production"), second, {}, {}); }},
        {"remove a label",
         [](Storage &s) { return s.capabilities().labels->removeLabel(a, makeLabel(u"production"), {}, {}); },
         {ErrorCode::NotFound}},
        {"remove a version", [](Storage &s) { return outcome(s.remove(a, second, {})); }, {ErrorCode::NotFound}},
        {"remove a prompt", [](Storage &s) { return outcome(s.remove(a, {}, {})); }, {ErrorCode::NotFound}},
        {"restore",
         [](Storage &s) {
             const auto trash = s.capabilities().trash->trash({});
             for (const TrashEntry &entry : trash ? *trash : std::vector<TrashEntry>()) {
                 if (entry.name == makeName(u"c"))
                     return outcome(s.capabilities().trash->restore(entry.id, {}, {}));
             }
             return trash ? Result<void>(failure(ErrorCode::NotFound, u"restore"_s, u"c"_s, {})) : outcome(trash);
         },
         {ErrorCode::NotFound}},
        {"rename",
         [](Storage &s) { return s.capabilities().renaming->rename(a, makeName(u"folder/moved"), {}); },
         {ErrorCode::NotFound}},
    };
    return all;
}

/// The first of objectModes: all that a store may be able to do.
inline const ObjectMode &conditional()
{
    return objectModes()[0];
}

template <typename T>
QString codeOf(const Result<T> &result)
{
    return result ? QStringLiteral("ok") : result.error().codeName();
}

/// What a check finds, a line each.
[[nodiscard]] inline QString findingsIn(Storage &storage, bool repair = false)
{
    using namespace Qt::StringLiterals;
    const auto report = storage.capabilities().inspection->inspect(repair, {}, {});
    if (!report)
        return report.error().toString();
    QStringList kinds;
    for (const Finding &finding : report->findings)
        kinds.append(finding.kind + u' ' + finding.path + (finding.repairable ? u" repairable"_s : QString()));
    return kinds.join(u'\n');
}

} // namespace pulse::test
