// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pulse/library/library_session.h"
#include "pulse/ui/health/health_record.h"

#include <QObject>
#include <QPointer>
#include <map>

namespace pulse::ui {

class DocumentArea;
class HealthPage;

/// The health pages of the open libraries, one each, as tabs between the prompts.
class HealthActions : public QObject
{
    Q_OBJECT

public:
    explicit HealthActions(DocumentArea *document, QObject *parent = nullptr);

    /// Brings the library's page to the front and checks anew.
    void check(LibrarySession *session);
    /// Checks again where a page is open: something was put right meanwhile.
    void checkAgain(LibrarySession *session);
    /// Closes the page of a library that ends.
    void forget(LibrarySession *session);

    /// What is remembered across starts.
    [[nodiscard]] QJsonObject saveState() const { return m_log.toJson(); }
    void restoreState(const QJsonObject &state) { m_log = HealthLog::fromJson(state); }

signals:
    void openRequested(pulse::LibrarySession *session, const pulse::Name &name,
                       const std::optional<pulse::Version> &version);
    void restoreRequested(pulse::LibrarySession *session, const std::vector<pulse::Finding> &findings);

private:
    [[nodiscard]] HealthPage *pageOf(LibrarySession *session);

    DocumentArea *m_document;
    HealthLog m_log;
    std::map<LibrarySession *, QPointer<HealthPage>> m_pages;
};

} // namespace pulse::ui
