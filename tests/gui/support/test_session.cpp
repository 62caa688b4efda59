// SPDX-License-Identifier: Apache-2.0
#include "pulse/test/test_session.h"

#include "pulse/backends/memory.h"
#include "pulse/test/makers.h"
#include "pulse/test/temporary_library.h"

using namespace Qt::StringLiterals;

namespace pulse::test {

namespace {

std::shared_ptr<Storage> makeStorage()
{
    const OpenOptions options = makeOptions();
    auto storage = MemoryBackend()(QUrl(u"memory:"_s), options);
    if (!storage)
        qFatal("%s", qPrintable(storage.error().toString()));
    return *std::move(storage);
}

} // namespace

TestSession::TestSession(const QStringList &protectedLabels)
{
    open(makeStorage(), protectedLabels, std::make_shared<SystemClock>());
}

TestSession::TestSession(const Wrap &wrap, std::shared_ptr<const Clock> clock)
{
    open(wrap(makeStorage()), {}, std::move(clock));
}

void TestSession::open(std::shared_ptr<Storage> storage, const QStringList &protectedLabels,
                       std::shared_ptr<const Clock> clock)
{
    m_library = std::make_shared<Library>(std::move(storage),
                                          LibraryPolicy{u"Ada <ada@example.org>"_s, protectedLabels}, std::move(clock));
    m_runner = std::make_shared<TaskRunner>(2);
    m_session = std::make_unique<LibrarySession>(m_library, m_runner);
    m_session->start();
}

TestSession::~TestSession() = default;

VersionKey TestSession::publish(const QString &name, const QString &version, const QByteArray &content,
                                const QString &message, const QStringList &tags)
{
    PublishRequest request{.name = makeName(name),
                           .content = content,
                           .version = makeVersion(version),
                           .bump = {},
                           .message = message,
                           .author = {},
                           .tags = {},
                           .description = {},
                           .createdAt = {},
                           .basedOn = {}};
    if (!tags.isEmpty())
        request.tags = makeTags(tags);
    if (const auto receipt = m_library->publish(request, {}); !receipt)
        qFatal("%s", qPrintable(receipt.error().toString()));
    return {request.name, *request.version};
}

void TestSession::setLabel(const QString &name, const QString &label, const QString &version)
{
    const auto set = m_library->setLabel(makeName(name), makeLabel(label), makeVersion(version), true, {});
    if (!set)
        qFatal("%s", qPrintable(set.error().toString()));
}

} // namespace pulse::test
