// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "object_workshop.h"

namespace pulse::test {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

inline void addModes()
{
    QTest::addColumn<int>("mode");
    for (int mode = 0; mode < std::ssize(objectModes()); ++mode)
        QTest::newRow(objectModes()[size_t(mode)].name) << mode;
}

/// All that is left to say of one that came late.
inline const QString latestIsMissing = QStringLiteral("stale-pointer prompts/new/x/latest repairable");

inline bool isCommitOf(const ObjectCall &call, QLatin1StringView prompt)
{
    return call.kind == ObjectCall::Kind::Put && call.key.startsWith("prompts/"_L1 + prompt + u'/') &&
           call.key.endsWith("/metadata.json"_L1);
}

/// A furnished library; one whose answers are lost, and another who works there.
class Scene
{
public:
    explicit Scene(int number)
        : m_mode(objectModes()[size_t(number)])
        , m_workshop(m_mode)
        , m_unlucky(m_workshop.open(1))
    {
        furnish(*m_unlucky);
        m_other = m_workshop.open(2, [this](auto) { ++m_waits; });
    }
    [[nodiscard]] Storage &unlucky() const { return *m_unlucky; }
    [[nodiscard]] Storage &other() const { return *m_other; }
    [[nodiscard]] ObjectServer &server() { return m_workshop.server(); }
    /// Whether the store decides which of several publications is the one.
    [[nodiscard]] bool decides() const { return m_mode.abilities.createsOnce; }
    [[nodiscard]] int waits() const { return m_waits; } ///< of the other
    void letTheLeaseRunOut() { m_workshop.time().pass(11min); }

    /// No attempt to commit the prompt is answered meanwhile, and each may come yet.
    template <typename Act>
    auto leavingInTheAir(QLatin1StringView prompt, Act act)
    {
        return directed(
            [prompt](const ObjectCall &call) {
                return isCommitOf(call, prompt) ? ObjectFate::Late : ObjectFate::Happens;
            },
            act);
    }
    /// The first is in the air; it comes just when the second is sent, which is in the air then.
    template <typename Act>
    auto sendingTheSecond(QLatin1StringView prompt, Act act)
    {
        bool isSent = false;
        auto result = directed(
            [&](const ObjectCall &call) {
                if (isSent || !isCommitOf(call, prompt))
                    return ObjectFate::Happens;
                isSent = true;
                server().release();
                return ObjectFate::Late;
            },
            act);
        if (!isSent)
            qFatal("There was no second one.");
        return result;
    }
    template <typename Fate, typename Act>
    auto directed(Fate fate, Act act)
    {
        server().direct([fate](int, const ObjectCall &call) { return fate(call); });
        auto result = act();
        server().direct({});
        return result;
    }

private:
    const ObjectMode &m_mode;
    ObjectWorkshop m_workshop;
    std::shared_ptr<Storage> m_unlucky;
    std::shared_ptr<Storage> m_other;
    int m_waits = 0;
};

inline QString storeOne(Storage &storage, QStringView name, const QByteArray &content)
{
    return codeOf(storage.store(makePrompt(makeName(name), makeVersion(u"1.0.0"), content), {}));
}

inline QString rename(Storage &storage, QStringView from, QStringView to)
{
    return codeOf(storage.capabilities().renaming->rename(makeName(from), makeName(to), {}));
}

inline QString restore(Storage &storage, QStringView as, QStringView name = u"c")
{
    const auto trash = storage.capabilities().trash->trash({});
    for (const TrashEntry &entry : trash ? *trash : std::vector<TrashEntry>()) {
        if (entry.name == makeName(name))
            return codeOf(storage.capabilities().trash->restore(entry.id, makeName(as), {}));
    }
    return u"not in the trash"_s;
}

inline QString addTag(Storage &storage, QStringView name, const QString &tag)
{
    return codeOf(
        storage.capabilities().metadata->updateMetadata(makeName(name), makeVersion(u"1.0.0"), {.addTags = {tag}}, {}));
}

inline QStringList tagsOf(Storage &storage, QStringView name)
{
    const auto prompt = storage.fetch(makeName(name), makeVersion(u"1.0.0"), {});
    return prompt ? prompt->metadata.tags.toList() : QStringList{prompt.error().toString()};
}

inline QString contentOf(Storage &storage, QStringView name, QStringView version)
{
    const auto prompt = storage.fetch(makeName(name), makeVersion(version), {});
    return prompt ? QString::fromUtf8(prompt->content) : prompt.error().toString();
}

} // namespace pulse::test
