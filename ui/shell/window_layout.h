// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QJsonObject>
#include <QWidget>

class QLabel;
class QSplitter;
class QTabWidget;

namespace pulse::ui {

/// The three columns of the window. The side columns fold away; in a narrow window the right one becomes tabs below
/// the middle. Remembers the sizes a person gave.
class WindowLayout : public QWidget
{
    Q_OBJECT

public:
    /// Takes ownership of all four.
    WindowLayout(QWidget *left, QWidget *middle, QWidget *versions, QWidget *details, QWidget *parent = nullptr);

    void setLeftVisible(bool visible);
    void setRightVisible(bool visible);
    [[nodiscard]] bool isLeftVisible() const { return m_leftVisible; }
    [[nodiscard]] bool isRightVisible() const { return m_rightVisible; }
    [[nodiscard]] bool isNarrow() const { return m_narrow; }
    /// Only the middle, whatever the columns are set to; false brings them back.
    void setDistractionFree(bool on);
    /// Whether the right column has anything to say. A narrow window gives its place to the middle while it has not; a
    /// wide one leaves it, so that nothing jumps.
    void setRightUseful(bool useful);

    [[nodiscard]] QJsonObject saveState() const;
    void restoreState(const QJsonObject &state);

    static constexpr int narrowBelow = 1100;
    /// Of a window that was never open before, on a screen with so much room: roomy, and inside with its frame.
    [[nodiscard]] static QSize firstSize(const QSize &available);

signals:
    void columnsChanged();

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    void arrange();
    void setNarrow(bool narrow);

    QWidget *m_left;
    QSplitter *m_columns;
    QSplitter *m_centre; // the middle and, when narrow, the tabs below it
    QSplitter *m_right;  // the right column: versions above details
    QWidget *m_versions; // the sections with their headings
    QWidget *m_details;
    QLabel *m_versionsTitle;
    QLabel *m_detailsTitle;
    QTabWidget *m_tabs;
    bool m_leftVisible = true;
    bool m_rightVisible = true;
    bool m_rightUseful = true;
    bool m_narrow = false;
    bool m_distractionFree = false;
};

} // namespace pulse::ui
