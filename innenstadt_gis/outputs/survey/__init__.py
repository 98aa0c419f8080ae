"""The survey of a town without a list: who stands where in walking order, to fill in on foot."""

from innenstadt_gis.outputs.survey.maps import map_sheets_html
from innenstadt_gis.outputs.survey.order import walking_order
from innenstadt_gis.outputs.survey.stops import SurveyStop, survey_stops
from innenstadt_gis.outputs.survey.workbook import survey_workbook

__all__ = ["SurveyStop", "map_sheets_html", "survey_stops", "survey_workbook", "walking_order"]
