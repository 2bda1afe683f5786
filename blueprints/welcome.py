from flask import Blueprint

bp = Blueprint("welcome", __name__)
